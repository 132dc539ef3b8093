"""The forms that shoppers fill in. They check the shape of what was typed; whether it can be done, the services say."""

from django import forms

from lib.errors import DomainError


class PageForm(forms.Form):
    """A form that can voice a domain error at the field it names."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def refuse(self, error: DomainError) -> None:
        """Show `error` at its field, or above the form where the form has no such field."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class TrackForm(PageForm):
    """The paste-a-link box. Whatever people paste is passed on; `scraping.services.track_url` finds the address in it."""

    url = forms.CharField(
        label="Link to a product page",
        max_length=4096,
        error_messages={
            "required": "Paste the link of a product page first, like https://shop.example/product/1.",
            "max_length": "This is longer than 4,096 characters: paste only the address of the product page.",
        },
        widget=forms.TextInput(
            attrs={
                "inputmode": "url",
                "autocomplete": "off",
                "autocapitalize": "off",
                "spellcheck": "false",
                "placeholder": "https://shop.example/product/1",
            }
        ),
    )


class SignUpForm(PageForm):
    """A new account."""

    email = forms.CharField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "off"}),
    )
    full_name = forms.CharField(
        label="Name",
        max_length=150,
        required=False,
        help_text="Optional. What we call you.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label="Password",
        max_length=1024,
        strip=False,
        help_text="At least 10 characters; a few random words are easy to remember and hard to guess.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class SignInForm(PageForm):
    """The way back in. `name` is an e-mail address or a username."""

    name = forms.CharField(
        label="E-mail address or username",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="Password",
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
