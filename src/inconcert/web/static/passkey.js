"use strict";
// Makes or uses a passkey and sends what it said with the form of the page; without it the form is not sent.
(() => {
  const form = document.querySelector("form[data-passkey]");
  const wrong = document.querySelector("[data-wrong]");
  if (!form || !window.PublicKeyCredential) { if (wrong) wrong.hidden = false; return; }
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (items) => (items || []).map((item) => ({ ...item, id: bytes(item.id) }));
  const asked = (options) => {
    const found = { ...options, challenge: bytes(options.challenge) };
    if (options.user) found.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) found.excludeCredentials = named(options.excludeCredentials);
    if (options.allowCredentials) found.allowCredentials = named(options.allowCredentials);
    return found;
  };
  const said = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} });
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    wrong.hidden = true;
    const options = asked(JSON.parse(form.dataset.passkey));
    const make = form.dataset.does === "make";
    try {
      const container = navigator.credentials;
      const credential = make ? await container.create({ publicKey: options }) : await container.get({ publicKey: options });
      form.elements.credential.value = said(credential);
      form.submit();
    } catch (error) {
      wrong.hidden = false;
      wrong.focus();
    }
  });
})();
