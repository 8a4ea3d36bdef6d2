import { keep, kept } from './storage.js';

const MOST = 12;

/** The address of a project's backlog. @param {string} [run] the run whose items are marked */
export const projectPath = (project, run) => `/projects/${encodeURIComponent(project)}${run ? `?run=${encodeURIComponent(run)}` : ''}`;

/** The projects that this browser has looked at, the latest first. */
export function seenProjects() {
  try {
    return JSON.parse(kept('projects')) ?? [];
  } catch {
    return [];
  }
}

export const rememberProject = (project) => keep('projects', JSON.stringify([project, ...seenProjects().filter((x) => x !== project)].slice(0, MOST)));
