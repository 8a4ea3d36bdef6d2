// A chat as the documentation of the AI SDK shows it. `window.chat` names it: { api, id, body }.

import { useChat } from '@ai-sdk/react';
import { DefaultChatTransport } from 'ai';
import { createElement as h } from 'react';
import { createRoot } from 'react-dom/client';
import { chatFetch } from '../../../Api/wwwroot/sdk/ai-sdk.js';
import { nativeParts, partsOf } from '../protocols/ui-parts.js';

const { api, id, body } = window.chat;
const transport = new DefaultChatTransport({ api, body, fetch: chatFetch() });
const sorted = (value) => JSON.stringify(value, (_, v) => (v?.constructor === Object ? Object.fromEntries(Object.entries(v).sort()) : v));

function Chat() {
  const { messages, sendMessage, status, error } = useChat({ id, transport, resume: true });
  const answers = messages.filter((message) => message.role === 'assistant');
  window.answers = answers.map((answer) => answer.id);
  window.textOf = () => partsOf(answers[0]).texts.join('');
  window.isNative = (snapshot) => sorted(partsOf(answers[0])) === sorted(nativeParts(snapshot));
  return h('main', null,
    h('button', { onClick: () => sendMessage({ text: 'Hello' }) }, 'Send'),
    h('button', { onClick: () => fetch(`${api}/${id}/stream`, { method: 'DELETE' }) }, 'Stop'),
    h('p', { id: 'status' }, status),
    h('p', { id: 'error' }, error?.message),
    answers.flatMap(({ parts }) => parts).filter((part) => part.type === 'data-step')
      .map(({ data }) => h('p', { key: data.step, className: `step ${data.status}` }, `${data.step}: ${data.percent} %`)));
}

createRoot(document.body.appendChild(document.createElement('div'))).render(h(Chat));
