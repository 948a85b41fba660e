"use strict";

/* Signing in again without leaving the page, so that nothing typed is lost. */
(() => {
  const desk = window.storyDesk;
  const SIGNED_OUT = gettext("You were signed out. Sign in here; nothing you typed is lost.");
  let waiting = null;

  /** Let the same person sign in again; resolves with whether they did. */
  desk.signIn = () => {
    waiting ??= show().finally(() => (waiting = null));
    return waiting;
  };

  /** From the dialog until the form has its new token: what is asked meanwhile would be refused. */
  desk.signIn.isUnderWay = () => waiting !== null;

  /** The line that says so, for who is in the middle of a sentence: no window pops up. */
  desk.signIn.offer = (answer) => {
    const words = answer.state === "somebody-else" ? `${answer.message} ${ONLY_THEM()}` : SIGNED_OUT;
    desk.keeping.say("trouble", words, " ", desk.button(gettext("Sign in"), signInAndGoOn));
  };

  /** Whether the desk knows the person: who was signed out, by its answer, signs in first. */
  desk.signIn.ifAskedBy = async (answer) => {
    if (answer.state !== "signed-out" && answer.state !== "somebody-else") return true;
    desk.signIn.offer(answer);
    if (!(await desk.signIn())) return false;
    desk.keeping.say("trouble", "");
    return true;
  };

  async function signInAndGoOn() {
    if (!(await desk.signIn())) return;
    desk.keeping.say("trouble", "");
    desk.tell("back");
  }

  const ONLY_THEM = () => interpolate(gettext("This is %(name)s’s text: only they can go on with it here."), { name: desk.keeping.settings.name }, true);

  function show() {
    const { loginUrl, username } = desk.keeping.settings;
    const name = input("username", { type: "text", autocomplete: "username", value: username });
    const password = input("password", { type: "password", autocomplete: "current-password" });
    const trouble = desk.build("p", { class: "sign-in-trouble", role: "alert" });
    const code = input("code", { type: "text", autocomplete: "one-time-code", inputmode: "numeric" });
    const codeLine = desk.build("label", { hidden: true }, gettext("Code from your phone, or a recovery code"), code);
    code.disabled = true;
    const elsewhere = desk.build("a", { href: loginUrl, target: "_blank", rel: "noopener" }, gettext("Sign in in another window"));
    const form = desk.build(
      "form",
      { method: "dialog" },
      desk.build("h2", { id: "sign-in-words" }, SIGNED_OUT),
      desk.build("label", {}, gettext("Username"), name),
      desk.build("label", {}, gettext("Password"), password),
      codeLine,
      trouble,
      desk.build(
        "p",
        { class: "sign-in-buttons" },
        desk.build("button", { type: "submit", class: "button default" }, gettext("Sign in")),
        desk.button(gettext("Not now"), () => dialog.close("")),
        elsewhere,
      ),
    );
    const dialog = desk.build("dialog", { id: "sign-in", "aria-labelledby": "sign-in-words" }, form);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      trouble.textContent = "";
      const refused = await signIn(name.value.trim(), password.value, code.value.trim(), askForCode);
      if (refused === null) dialog.close("signed-in");
      else trouble.textContent = refused;
    });

    /** The password was right, and the account has a second step. */
    function askForCode(isAsked) {
      codeLine.hidden = code.disabled = !isAsked;
      if (isAsked) code.focus();
      else code.value = "";
    }
    document.body.append(dialog);
    dialog.showModal();
    password.focus();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(dialog.returnValue === "signed-in");
      });
    });
  }

  function input(name, attributes) {
    return desk.build("input", { name, id: `sign-in-${name}`, required: true, ...attributes });
  }

  /** Null when the writer is signed in again, else why not; `askForCode` shows the field for it. */
  async function signIn(username, password, code, askForCode) {
    const { signedInUrl, username: writer } = desk.keeping.settings;
    // Before anything is sent: a sign-in by somebody else would take this browser from the writer.
    if (username !== writer) return ONLY_THEM();
    try {
      const refused = await post(username, password, code, askForCode);
      if (refused) return refused;
    } catch {
      return gettext("No connection. Nothing you typed is lost; try again in a moment.");
    }
    const { state, message } = await desk.ask(signedInUrl);
    if (state === "ok") return null;
    return state === "somebody-else" ? `${message} ${ONLY_THEM()}` : message || gettext("You are not signed in yet.");
  }

  /** Fill in the desk's own pages to sign in; what they say against it, or nothing. */
  async function post(username, password, code, askForCode) {
    const { loginUrl, signedInUrl } = desk.keeping.settings;
    const begun = await read(await fetch(loginUrl, { cache: "no-store" }));
    if (!begun.asks) return "";
    const answer = await send(begun, loginUrl, { username, password, next: signedInUrl });
    if (answer.asks !== "code") {
      askForCode(false);
      return answer.asks ? trouble(answer) : "";
    }
    askForCode(true);
    if (!code) return gettext("Now the code from your phone.");
    const last = await send(answer, answer.url, { code });
    if (last.asks !== "code") askForCode(false);
    return last.asks ? trouble(last) : "";
  }

  async function send({ page }, address, values) {
    const csrfmiddlewaretoken = page.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    const body = new URLSearchParams({ ...values, csrfmiddlewaretoken });
    return read(await fetch(address, { method: "POST", body, cache: "no-store" }));
  }

  const trouble = ({ page }) =>
    page.querySelector(".errornote")?.textContent.trim() || gettext("That did not work. Try it in another window.");

  /** A page of the desk, and whether it asks for the password or for the code. */
  async function read(response) {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const asks = ["password", "code"].find((name) => page.querySelector(`#content-main [name=${name}]`)) ?? null;
    return { page, asks, url: response.url };
  }
})();
