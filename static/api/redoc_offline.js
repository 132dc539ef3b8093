"use strict";

// Redoc's footer loads a logo from its vendor's server. Readers of our documentation are nobody's business but ours, and the page's
// content security policy would log the attempt as an error: the picture is empty instead.
const setAttribute = Element.prototype.setAttribute;
Element.prototype.setAttribute = function (name, value) {
  const isVendorLogo = name === "src" && String(value).startsWith("https://cdn.redoc.ly/");
  setAttribute.call(this, name, isVendorLogo ? "data:," : value);
};
