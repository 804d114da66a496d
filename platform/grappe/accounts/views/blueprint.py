"""Where the pages of accounts hang."""

from grappe.foundation.web import Slice

bp = Slice("accounts", "grappe.accounts")
