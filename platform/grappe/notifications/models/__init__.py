"""What is kept of a notification, and what there is to tell."""

from .kinds import KINDS, TOPICS, Kind, Topic
from .tables import Notification, NotificationPreference

__all__ = ["KINDS", "TOPICS", "Kind", "Notification", "NotificationPreference", "Topic"]
