"""What open pages of this slice may watch."""

from grappe.foundation.watch import watchable
from grappe.organisations.models import Organisation

from .models import Call, Interest

watchable("calls", Call, "calls.read")
watchable("interests", Interest, "interests.read")
watchable("organisations", Organisation, "organisations.staff")
