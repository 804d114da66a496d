"""Draws one picture anew: read from the standard input, written to the standard output.

Run as a program of its own (see pictures.py), and imported by nothing. Its limits come first: they
hold for the library that opens what somebody has sent.
"""

import json
import resource
import sys
from io import BytesIO
from typing import Any

MEMORY, SECONDS = 640 * 1024 * 1024, 8
SMALL, LARGEST = (640, 480), 4096
FRAMES, FRAME_PIXELS = 150, 25_000_000  # of a picture that moves; of a longer one the first is kept


def confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(kind: str, most_pixels: int) -> None:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = most_pixels
    picture: Any = Image.open(BytesIO(sys.stdin.buffer.read()), formats=[kind.upper()])
    if picture.width * picture.height > most_pixels:
        raise ValueError("too many pixels")
    if kind == "jpeg":
        picture.draft("RGB", (LARGEST, LARGEST))  # read at half the size or less, if that will do
    moving = frames_of(picture, kind)
    still = plain(ImageOps.exif_transpose(moving[0] if moving else picture), kind)
    still.thumbnail((LARGEST, LARGEST))
    content = written(still, kind, moving)
    size = still.size
    small = still.convert("RGBA" if "A" in still.getbands() else "RGB")
    small.thumbnail(SMALL)
    thumbnail = written(small, "webp")
    about = {"size": size, "small": small.size, "length": len(content)}
    sys.stdout.buffer.write(json.dumps(about).encode() + b"\n" + content + thumbnail)


def frames_of(picture: Any, kind: str) -> list[Any]:
    """The pictures of one that moves, if they are not too many."""
    count = getattr(picture, "n_frames", 1)
    if kind not in ("gif", "webp") or not 1 < count <= FRAMES:
        return []
    if picture.width * picture.height * count > FRAME_PIXELS:
        return []
    frames = []
    for number in range(count):
        picture.seek(number)
        frame = picture.convert("RGBA")
        frame.info = {"duration": picture.info.get("duration") or 100}
        frames.append(frame)
    return frames


def plain(picture: Any, kind: str) -> Any:
    """In colours that every screen knows, and with nothing beside its pixels."""
    picture = in_common_colours(picture)
    see_through = "A" in picture.getbands() or "transparency" in picture.info
    mode = "RGBA" if see_through and kind != "jpeg" else "L" if picture.mode in "1L" else "RGB"
    if picture.mode != mode:
        picture = picture.convert(mode)
    picture.info = {}
    return picture


def in_common_colours(picture: Any) -> Any:
    """Its own profile goes, so its colours are turned into those that are meant without one."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    from PIL import ImageCms

    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        turned = ImageCms.profileToProfile(
            picture, own, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return turned or picture


def written(picture: Any, kind: str, moving: Any = ()) -> bytes:
    raw = BytesIO()
    options: dict[str, Any] = {"jpeg": {"quality": 88}, "webp": {"quality": 82, "method": 2},
                               "png": {"compress_level": 4}}.get(kind, {})  # fmt: skip
    if moving:
        pauses = [frame.info["duration"] for frame in moving]
        for frame in moving:
            frame.info = {}
        options |= {"save_all": True, "append_images": moving[1:], "duration": pauses, "loop": 0}
        picture = moving[0]
    picture.save(raw, format=kind, **options)
    return raw.getvalue()


if __name__ == "__main__":
    confine()
    try:
        main(sys.argv[1], int(sys.argv[2]))
    except Exception as fault:
        sys.exit(type(fault).__name__)
