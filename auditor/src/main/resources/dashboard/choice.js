// A choice of one among a few, as radio buttons that look like one bar.

import { el } from './dom.js';

/** Puts the options (`{value, name}`) into a fieldset, the first one chosen unless `chosen` says another; calls back with a value. */
export function choice(fieldset, options, chosen, onChange) {
  for (const { value, name } of options) {
    const id = `${fieldset.id}-${value}`;
    const input = el('input', { type: 'radio', id, name: fieldset.id, value });
    input.checked = value === chosen;
    input.addEventListener('change', () => onChange(value));
    const label = el('label', {}, name);
    label.htmlFor = id;
    fieldset.append(input, label);
  }
}
