// The button for the pages of others: <pyyda-apua lang="fi"><a href="…">Pyydä apua</a></pyyda-apua>.
// It asks us for nothing until somebody presses it, and keeps nothing. See docs/button.md.
const TEXTS = {
  fi: ["Pyydä apua", "Ihminen vastaa. Voit olla nimetön."],
  sv: ["Be om hjälp", "En människa svarar. Du kan vara anonym."],
  en: ["Ask for help", "A person answers. You can stay anonymous."],
  se: ["Bivdde veahki", "Olmmoš vástida. Don sáhtát leat namaheapme."],
  "fi-simple": ["Pyydä apua", "Ihminen vastaa sinulle. Sinun ei tarvitse kertoa nimeäsi."],
};
const SERVICE = new URL(document.currentScript.src).origin;
const STYLE = `
  :host { display: inline-block; max-inline-size: 100%; }
  :host([hidden]) { display: none; }
  a {
    display: inline-flex; flex-direction: column; justify-content: center; box-sizing: border-box;
    max-inline-size: 100%; min-block-size: 48px; padding: .6em 1.4em; text-align: start;
    font: 600 1.0625rem/1.35 var(--pyyda-apua-font, system-ui, sans-serif); text-decoration: none;
    color: var(--pyyda-apua-color, #fff); background: var(--pyyda-apua-background, #0d5a5b);
    border: 2px solid var(--pyyda-apua-border, transparent); border-radius: var(--pyyda-apua-radius, 8px);
  }
  a:hover { text-decoration: underline; }
  a:focus-visible { outline: 3px solid var(--pyyda-apua-focus, #0b4f9e); outline-offset: 2px; }
  small { font-weight: 400; font-size: .875em; }
  small:empty { display: none; }
`;

class PyydaApua extends HTMLElement {
  static observedAttributes = ["lang", "target", "hint"];
  #link = document.createElement("a");
  #name = document.createElement("span");
  #hint = document.createElement("small");

  constructor() {
    super();
    // Closed, so that a page's own click counting does not learn where the press led.
    const root = this.attachShadow({ mode: "closed" });
    const style = new CSSStyleSheet();
    // Not a style element: a strict policy of the page would refuse it.
    style.replaceSync(STYLE);
    root.adoptedStyleSheets = [style];
    this.#link.append(this.#name, this.#hint);
    this.#link.rel = "noopener noreferrer";
    this.#link.referrerPolicy = "no-referrer";
    root.append(this.#link);
  }

  connectedCallback() {
    this.#show();
  }

  attributeChangedCallback() {
    this.#show();
  }

  #show() {
    const language = this.#language();
    const [name, hint] = TEXTS[language];
    this.#link.lang = language === "fi-simple" ? "fi" : language;
    this.#name.textContent = name;
    this.#hint.textContent = this.hasAttribute("hint") ? hint : "";
    this.#link.href = `${SERVICE}/?lang=${language}`;
    // Never inside a frame: leaving in there would leave the page around it standing.
    this.#link.target = this.getAttribute("target") === "_blank" ? "_blank" : "_top";
  }

  #language() {
    const wanted = (this.closest("[lang]")?.lang || "fi").toLowerCase();
    return [wanted, wanted.split("-")[0]].find((tag) => Object.hasOwn(TEXTS, tag)) ?? "fi";
  }
}

if (!customElements.get("pyyda-apua")) customElements.define("pyyda-apua", PyydaApua);
