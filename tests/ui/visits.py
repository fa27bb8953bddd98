"""A page opened in a tab of its own, with what the browser asked for and complained about."""


class Visit:
    """`options` are those of the tab, such as its size."""

    def __init__(self, browser, path, **options):
        self.tab = browser.new_page(**options)
        self.tab.set_default_timeout(10_000)
        self.requests, self.complaints = [], []
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("console", lambda message: self.complaints.append(message.text))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.goto(path.as_uri())

    def texts(self, selector):
        return self.tab.locator(selector).all_text_contents()
