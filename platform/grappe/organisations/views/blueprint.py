"""Where the pages of organisations hang."""

from grappe.foundation.web import Slice

bp = Slice("organisations", "grappe.organisations")
