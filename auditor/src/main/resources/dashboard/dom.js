// Building the page. What is shown came from clients that nobody trusts: it only ever becomes text, never markup.

/** Attributes that an element may be given; whatever else could run a script or style the page is a mistake here. */
const ALLOWED = /^(class|id|href|title|type|scope|role|tabindex|datetime|hidden|disabled|colspan|name|value|checked|viewBox|points|d|width|height|preserveAspectRatio|aria-[a-z]+|data-[a-z-]+)$/;

const SVG = 'http://www.w3.org/2000/svg';

/** An element with attributes and children; strings and numbers become text, null and false are left out. */
export function el(name, attributes = {}, ...children) {
  return build(document.createElement(name), attributes, children);
}

/** The same for a drawing. */
export function svg(name, attributes = {}, ...children) {
  return build(document.createElementNS(SVG, name), attributes, children);
}

function build(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (!ALLOWED.test(key)) {
      throw new Error(`attribute ${key} is not allowed`);
    }
    if (key === 'href' && !/^(#|\/(?!\/))/.test(value)) {
      throw new Error(`${value} does not lead to this host`);
    }
    if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(key, value === true ? '' : String(value));
    }
  }
  fill(node, ...children);
  return node;
}

/** Replaces what is in an element. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
}

/** Sets a text only when it is another one, so that nothing is announced or selected anew for nothing. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/**
 * Makes the children of an element those of the items, in their order. A child that is there already stays the same element:
 * who has the focus on it keeps it.
 */
export function keyed(parent, items, keyOf, create, update) {
  const wanted = new Map(items.map((item) => [keyOf(item), item]));
  const present = new Map();
  for (const child of [...parent.children]) {
    if (wanted.has(child.dataset.key)) {
      present.set(child.dataset.key, child);
    } else {
      child.remove();
    }
  }
  let next = parent.firstElementChild;
  for (const [key, item] of wanted) {
    let node = present.get(key);
    if (!node) {
      node = create(item);
      node.dataset.key = key;
    }
    update(node, item);
    if (node === next) {
      next = next.nextElementSibling;
    } else {
      parent.insertBefore(node, next);
    }
  }
}

/** The element with this id, which index.html has. */
export function byId(id) {
  return document.getElementById(id);
}
