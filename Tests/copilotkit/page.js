// A page as the documentation of CopilotKit shows it. `window.copilot` names its chat: { threadId, properties }.

import { CopilotChat, CopilotKitProvider, useAgent } from '@copilotkit/react-core/v2';
import { createElement as h } from 'react';
import { createRoot } from 'react-dom/client';

const { threadId, properties } = window.copilot;
const agentId = 'diagnostics';
const sorted = (value) => JSON.stringify(value, (_, v) => (v?.constructor === Object ? Object.fromEntries(Object.entries(v).sort()) : v));
const words = (text) => text.split(/\s+/).filter(Boolean).join(' ');

function Chat() {
  const { agent } = useAgent({ agentId });
  const answers = agent.messages.filter((message) => message.role === 'assistant');
  window.jobId = agent.state?.job_id;
  window.attempt = agent.state?.attempt;
  window.answers = answers.map((answer) => answer.content);
  window.questions = agent.messages.filter((message) => message.role === 'user').map((message) => message.content);
  window.shown = () => [...document.querySelectorAll('[data-testid=copilot-assistant-message]')].map((element) => words(element.innerText));
  /** What the page has otherwise than a snapshot; empty when it has the same. */
  window.difference = ({ texts: all, ...state }) => {
    const texts = all.map(({ text }) => text);
    const pairs = [[agent.state, state], [window.answers, texts], [window.shown(), texts.map(words)]].map((pair) => pair.map(sorted));
    return pairs.filter(([one, other]) => one !== other).map((pair) => pair.join('\n')).join('\n');
  };
  return h('main', null,
    h('p', { id: 'status' }, agent.isRunning ? 'running' : 'idle'),
    h('p', { id: 'step' }, agent.state?.steps?.findLast((step) => step.percent !== undefined)?.step),
    h(CopilotChat, { agentId, threadId }));
}

createRoot(document.body.appendChild(document.createElement('div')))
  .render(h(CopilotKitProvider, { runtimeUrl: '/api/copilotkit', properties, showDevConsole: false }, h(Chat)));
