"use strict";

// Redoc's footer loads a logo from its vendor's server. Readers of our documentation are nobody's business but ours, and the page's
// content security policy would log the attempt as an error: the picture is empty instead. React writes it by both ways.
const withoutVendorLogo = (url) => (String(url).startsWith("https://cdn.redoc.ly/") ? "data:," : url);

const { setAttribute } = Element.prototype;
Element.prototype.setAttribute = function (name, value) {
  setAttribute.call(this, name, name === "src" ? withoutVendorLogo(value) : value);
};

const src = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, "src");
Object.defineProperty(HTMLImageElement.prototype, "src", {
  ...src,
  set(url) {
    src.set.call(this, withoutVendorLogo(url));
  },
});
