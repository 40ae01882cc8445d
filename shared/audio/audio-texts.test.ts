import { expect, test } from 'vitest'
import { importForm } from '../xlsform/import-form.ts'
import { readMarkdown } from '../xlsform/sheets.ts'
import { computeAudioTextKey, listAudioTexts, matchAudioFile } from './audio-texts.ts'
import { soundTypeOf } from './sound-type.ts'

const form = (consent = 'May I ask?', more = '') => {
	const { definition } = importForm(
		readMarkdown(
			`## survey
| type | name | label::English (en) | label::اردو (ur) | hint::English (en) |
| note | intro | Good day. | سلام | |
| select_one yn | heard | Have you heard? ${more} | کیا سنا؟ | Read slowly |
| select_one yn | again | ${consent} | کیا پوچھوں؟ ${consent} | |
| calculate | sum | | | |
## choices
| list_name | name | label::English (en) | label::اردو (ur) |
| yn | yes | Yes | ہاں |
| yn | no | No | نہیں |
`.replace('| calculate | sum | | | |\n', ''),
		),
		{ name: 'f' },
	)
	if (!definition) throw new Error('the form does not compile')
	return definition
}
const names = (language: string) => listAudioTexts(form(), language).map((text) => text.names.join(' '))

test('audio texts are listed in the order of asking, each once: notes, questions, hints and choices', () => {
	expect(names('bal')).toEqual([
		...['intro', 'heard', 'heard-hint', 'heard-yes again-yes', 'heard-no again-no', 'again'],
	])
})
test('the key of a text depends on its own language only: a translation into another language does not change it', () => {
	const [before, after] = [form(), form('May I ask?', 'Ever?')].map((each) =>
		listAudioTexts(each, 'bal').find(({ names: [name] }) => name === 'heard'),
	)
	// Balochi is spoken from the Urdu text, which has not changed
	expect(after?.key).toBe(before?.key)
	const english = form('May I ask?', 'Ever?')
	expect(listAudioTexts(english, 'en').find(({ place }) => place === 'heard')?.key).not.toBe(
		listAudioTexts(form(), 'en').find(({ place }) => place === 'heard')?.key,
	)
	expect(computeAudioTextKey({ en: 'Yes', ur: 'ہاں' }, 'bal')).toBe(
		computeAudioTextKey({ en: 'Yes, indeed', ur: ' ہاں ' }, 'bal'),
	)
	expect(computeAudioTextKey({ en: 'Yes', ur: 'ہاں' }, 'bal')).not.toBe(
		computeAudioTextKey({ en: 'Yes', ur: 'جی ہاں' }, 'bal'),
	)
})
test('a file belongs to the text that it is named after, in any folder; a file with another name belongs to none', () => {
	const texts = listAudioTexts(form(), 'bal')
	expect(matchAudioFile('sounds/heard-no.mp3', texts)?.place).toBe('yn:no')
	expect(matchAudioFile('again-no.ogg', texts)?.place).toBe('yn:no')
	expect(matchAudioFile('heard-hint.ogg', texts)?.kind).toBe('hint')
	expect(matchAudioFile('heard.mp3', texts)?.kind).toBe('question')
	expect(matchAudioFile('elsewhere.mp3', texts)).toBeNull()
})
test('the audio format is detected from the first bytes', () => {
	const bytes = (...parts: (string | number)[]) =>
		Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...Buffer.from(part)])))
	expect(soundTypeOf(bytes(0x1a, 'E', 0xdf, 0xa3))).toBe('audio/webm')
	expect(soundTypeOf(bytes('OggS'))).toBe('audio/ogg')
	expect(soundTypeOf(bytes(0, 0, 0, 24, 'ftypM4A '))).toBe('audio/mp4')
	expect(soundTypeOf(bytes('RIFF', 1, 2, 3, 4, 'WAVE'))).toBe('audio/wav')
	expect(soundTypeOf(bytes('ID3'))).toBe('audio/mpeg')
	expect(soundTypeOf(bytes(0xff, 0xfb, 0x90))).toBe('audio/mpeg')
	expect(soundTypeOf(bytes(0xff, 0xf1, 0x50))).toBe('audio/aac')
	for (const other of ['<!doctype html>', '<svg xmlns', '%PDF-1.7', 'RIFF1234WEBP', ''])
		expect(soundTypeOf(bytes(other))).toBeNull()
})
