"""What there is to tell of the minutes of sessions."""

from grappe.foundation.errors import N_

from .shape import Kind

MINUTES_KINDS = {
    "minutes.drafted": Kind(
        N_("A draft of the minutes of “%(title)s” is ready for you"),
        "minutes",
        "minutes.edit",
        N_("Look at the draft"),
    ),
    "minutes.opened": Kind(
        N_("The minutes of “%(title)s” are open for amendments"),
        "minutes",
        "minutes.amend",
        N_("Read the minutes"),
    ),
    "minutes.extended": Kind(
        N_("There is more time to amend the minutes of “%(title)s”"), "minutes", "minutes.amend"
    ),
    "minutes.ended": Kind(
        N_("The time for amendments to the minutes of “%(title)s” is over"),
        "minutes",
        "minutes.edit",
        N_("Look at the amendments"),
    ),
    "minutes.approved": Kind(
        N_("The minutes of “%(title)s” are approved"), "minutes", "minutes.read"
    ),
    "minutes.corrected": Kind(
        N_("The approved minutes of “%(title)s” have been corrected"), "minutes", "minutes.read"
    ),
    "amendments.proposed": Kind(
        N_("%(person)s proposes an amendment to the minutes of “%(title)s”"),
        "minutes",
        "amendments.decide",
        N_("Take or refuse"),
    ),
    "amendments.taken": Kind(
        N_("Your amendment was taken into the minutes of “%(title)s”"),
        "minutes",
        "amendments.read",
    ),
    "amendments.refused": Kind(
        N_("Your amendment to the minutes of “%(title)s” was refused, with a reason"),
        "minutes",
        "amendments.read",
    ),
}
