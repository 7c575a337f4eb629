/** Draws the parts of a message. Elements are made one by one from a fixed list; nothing is ever parsed as HTML. */
import { h, type FunctionalComponent, type VNodeChild } from 'vue';
import type { TextNode } from '../../logic/markdown';
import CodeBlock from './CodeBlock.vue';

/** A left or middle click that would leave Hearth. */
type Follow = (event: MouseEvent, href: string) => void;

const drawAll = (nodes: readonly TextNode[], follow: Follow): VNodeChild[] => nodes.map((node) => draw(node, follow));

function draw(node: TextNode, follow: Follow): VNodeChild {
  if (typeof node === 'string') return node;
  switch (node.kind) {
    case 'code':
      return h('code', { class: 'inline' }, node.text);
    case 'mention':
      return h(node.mine ? 'mark' : 'span', { class: ['mention', { mine: node.mine }] }, h('bdi', node.text));
    case 'block':
      return h(CodeBlock, { text: node.text, language: node.language });
    case 'link':
      return h(
        'a',
        {
          class: 'link',
          href: node.href,
          rel: 'noopener noreferrer nofollow',
          draggable: false,
          onClick: (event: MouseEvent) => follow(event, node.href),
          onAuxclick: (event: MouseEvent) => follow(event, node.href),
        },
        h('bdi', drawAll(node.children, follow)),
      );
    case 'element': {
      const { tag, start, align, children } = node;
      const drawn = h(tag, { start, class: align ? `align-${align}` : undefined }, drawAll(children, follow));
      // A table wider than the conversation scrolls by itself, also by the keyboard.
      return tag === 'table' ? h('div', { class: 'wide', tabindex: 0 }, [drawn]) : drawn;
    }
  }
}

const MessageNodes: FunctionalComponent<{ nodes: readonly TextNode[]; follow: Follow }> = ({ nodes, follow }) =>
  drawAll(nodes, follow);
MessageNodes.props = ['nodes', 'follow'];

export default MessageNodes;
