import { expect, test } from 'vitest'
import { findTranscriptStructure } from '#shared/forms/transcript-structure'
import { scenario, testSurroundings } from '#shared/testing/scenario'
import { loadInstrument } from '../../../../tests/helpers/instruments.ts'
import { computeTurnStart } from './use-transcript.ts'

test.each(['focus-group-second', 'key-informant'])('%s: a turn a day after the start is valid', (file) => {
	const form = scenario(loadInstrument(file), { context: testSurroundings })
	const transcript = findTranscriptStructure(form.session.form)
	if (!transcript) throw new Error('no transcript')
	if (file === 'key-informant') form.answer('consent', 'yes')
	const begunBefore = (seconds: number) => {
		const now = Date.parse(form.session.thisMoment())
		form.answer('began', new Date(now - seconds * 1000).toISOString())
		const row = form.addRow('turns')
		form.session.answer(`${row}/t_at`, computeTurnStart(form.session, transcript))
		return [form.value(`${row}/t_at`), form.violation(`${row}/t_at`)]
	}
	expect(begunBefore(75)).toEqual([75, null])
	expect(begunBefore(86_400)).toEqual([43_200, null])
})
