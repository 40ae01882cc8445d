import { expect, test } from 'vitest'
import type { AudioListItem } from '#shared/audio/audio-api'
import type { AudioText } from '#shared/audio/audio-texts'
import { computeAudioStates } from './audio-state.ts'

const text = (key: string, place: string): AudioText => ({
	key,
	place,
	kind: 'question',
	texts: { en: key },
	names: [place],
})
const sound = (of: string, place: string): AudioListItem => ({
	language: 'bal',
	text: of,
	place,
	hash: '',
	size: 1,
	by: null,
	at: '',
})

test('a text is recorded, not recorded, or changed: then the last audio of its position is offered', () => {
	const states = computeAudioStates(
		[text('tea?', 'tea'), text('milk, now?', 'milk'), text('salt?', 'salt')],
		[sound('tea?', 'tea'), sound('milk?', 'milk'), sound('milk, then?', 'milk')],
	)
	expect(states.get('tea?')?.state).toBe('recorded')
	expect(states.get('milk, now?')).toMatchObject({ state: 'changed', sound: { text: 'milk, then?' } })
	expect(states.get('salt?')).toEqual({ state: 'none' })
})
test('a text that moved keeps its audio, and does not leave it to its successor', () => {
	const states = computeAudioStates([text('new?', 'tea'), text('tea?', 'later')], [sound('tea?', 'tea')])
	expect([states.get('tea?')?.state, states.get('new?')?.state]).toEqual(['recorded', 'none'])
})
