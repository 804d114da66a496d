"""What is written into a room."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField
from wtforms.validators import NumberRange, Optional

from grappe.foundation.forms import Form, long_text, needed

from .models import MOST


class MessageForm(Form):
    """`cid` was put on the page when it was made, so that a form sent twice says it once."""

    body = long_text(_l("Your message"), needed(_l("Write something first")), most=MOST)
    cid = HiddenField()
    reply_to = IntegerField(validators=[Optional(), NumberRange(1, 2**63 - 1)])


class WordsForm(Form):
    body = long_text(_l("Your message"), needed(_l("Write something first")), most=MOST)
    cid = HiddenField()
