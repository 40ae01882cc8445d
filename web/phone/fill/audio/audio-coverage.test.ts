import { expect, test } from 'vitest'
import { computeAudioTextKey } from '#shared/audio/audio-texts'
import { neededAudio } from './audio-coverage.ts'

const tea = { en: 'Tea?', ur: 'چائے؟' }
const milk = { en: 'Milk?', ur: 'دودھ؟' }
const question = (name: string, label: Record<string, string>) =>
	({ kind: 'question', type: 'integer', name, label }) as const
const form = { body: [question('tea', tea), question('milk', milk)], choices: {} }
const sound = (texts: Record<string, string>, hash: string) => ({
	text: computeAudioTextKey(texts, 'bal'),
	hash,
	size: 10,
})

test('a form version needs the audio of its own texts, each file once, and counts those on the phone', () => {
	const sounds = [sound(tea, 'a'), sound(milk, 'b'), sound({ ur: 'پرانا' }, 'c')]
	expect(neededAudio(form, 'bal', sounds, new Set(['a', 'c']))).toEqual({
		texts: 2,
		here: 1,
		missing: [{ hash: 'b', size: 10 }],
	})
	const same = [sound(tea, 'a'), sound(milk, 'a')]
	expect(neededAudio(form, 'bal', same, new Set()).missing).toEqual([{ hash: 'a', size: 10 }])
})
test('a changed text has no audio', () => {
	const changed = { body: [question('tea', { ...tea, ur: 'چائے یا قہوہ؟' })], choices: {} }
	expect(neededAudio(changed, 'bal', [sound(tea, 'a')], new Set(['a']))).toEqual({
		texts: 1,
		here: 0,
		missing: [],
	})
})
