/*
 * Everything that an unlocked phone needs and a locked one does not: a chunk of its own, loaded while the code or the PIN is typed.
 */
export { loadStudy } from './storage/records/documents.ts'
export { startSyncLoop } from './sync/sync-loop.ts'
export { WorkScreens } from './work-screens.tsx'
