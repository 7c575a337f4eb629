/** Colours code. Loaded when the first block of code in a known language is shown: it is larger than the rest of the chat. */
import { common, createLowlight } from 'lowlight';

/** A run of code, and what it is: a class name of highlight.js, or nothing in particular. */
export interface CodePart {
  text: string;
  kind: string;
}

type Hast = ReturnType<ReturnType<typeof createLowlight>['highlight']>['children'][number];

/** Code above this keeps one colour: some grammars are quadratic, and 8,000 characters can take them 0.7 s; these 50 ms. */
const LONGEST = 2_000;

const lowlight = createLowlight(common);

function flat(nodes: readonly Hast[], kind: string): CodePart[] {
  return nodes.flatMap((node) => {
    if (node.type === 'text') return [{ text: node.value, kind }];
    if (node.type !== 'element') return [];
    const names = node.properties['className'];
    const [own] = Array.isArray(names) ? names : [];
    return flat(node.children, own === undefined ? kind : String(own));
  });
}

/** @returns null for a language that is not known, and for code that is too long */
export function highlight(code: string, language: string): CodePart[] | null {
  return code.length <= LONGEST && lowlight.registered(language) ? flat(lowlight.highlight(language, code).children, '') : null;
}
