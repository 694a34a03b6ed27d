/** An element of an SVG, with the elements and the text in it. */
export interface SvgElement {
  name: string;
  attributes: Record<string, string>;
  children: SvgElement[];
  text: string;
}

/**
 * Reads the well-formed XML that an SVG has to be.
 * @throws where a tag is not closed, or an attribute or a text holds what it may not
 */
export function parseSvg(svg: string): SvgElement {
  const top: SvgElement = { name: "", attributes: {}, children: [], text: "" };
  const open = [top];
  for (const [token, close, name = "", attributes = "", empty, text] of svg.matchAll(
    /<(\/)?([\w-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/)?>|([^<]+)/g,
  )) {
    const parent = open.at(-1);
    if (parent === undefined) throw new Error(`too many ends before ${token}`);
    if (text !== undefined) {
      if (/&(?!(amp|lt|gt|quot);)|>/.test(text)) throw new Error(`not escaped: ${text}`);
      parent.text += text.trim();
    } else if (close !== undefined) {
      if (parent.name !== name) throw new Error(`<${parent.name}> ends with </${name}>`);
      open.pop();
    } else {
      const element = { name, attributes: attributesOf(attributes), children: [], text: "" };
      parent.children.push(element);
      if (empty === undefined) open.push(element);
    }
  }
  const [root] = top.children;
  if (open.length !== 1 || top.children.length !== 1 || root === undefined)
    throw new Error("not one whole SVG");
  return root;
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}

/** The elements of a name below an element, at any depth. */
export function elements({ children }: SvgElement, name: string): SvgElement[] {
  return children.flatMap((child) => [...(child.name === name ? [child] : []), ...elements(child, name)]);
}
