import { expect, test } from 'vitest'
import { formOf, scenario } from '#shared/testing/scenario'
import { createRecordingSlot } from './active-recording.ts'
import { stopWhenNotRelevant } from './stop-when-not-relevant.ts'
import { createTopicEmitter } from './topic-emitter.ts'

test('a recording ends when its consent is withdrawn, and does not start without', () => {
	const { session } = scenario(
		formOf(
			[
				'type | name | label | relevant',
				'text | consent | Consent |',
				"audio | sound | Recording | ${consent} = 'yes'",
			].join('\n'),
		),
	)
	const answered = createTopicEmitter()
	const answer = (value: string) => {
		session.answer('consent', value)
		answered.emit()
	}
	const place = createRecordingSlot()
	const stopped: string[] = []
	const runs = (name: string) =>
		place.show({
			path: 'sound',
			isPaused: () => false,
			elapsedMs: () => 0,
			pause() {},
			resume() {},
			stop: () => stopped.push(name),
		})
	const end = stopWhenNotRelevant(place, { session, subscribe: answered.subscribe })
	answer('yes')
	runs('first')
	expect(stopped).toEqual([])
	answer('no')
	expect(stopped).toEqual(['first'])
	// the browser was still asking for permission
	runs('second')
	expect(stopped).toEqual(['first', 'second'])
	end()
	answer('yes')
	answer('no')
	expect(stopped).toEqual(['first', 'second'])
})
