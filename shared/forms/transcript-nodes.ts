import type { FormNode } from './form-nodes.ts'

/** True for a part that the screen of the transcript shows in its own way, and no page does. */
export const isOnTranscriptScreen = ({ part: { talk: mark } }: FormNode): boolean =>
	mark?.role === 'began' || mark?.role === 'probes'

/** True for the notes of a transcript: they are filled in as needed, so none of them is missing. */
export const isTranscriptNode = (node: FormNode): boolean =>
	isOnTranscriptScreen(node) || node.repeats.some(({ part: { talk: mark } }) => mark?.role === 'turns')
