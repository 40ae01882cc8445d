import { expect, test } from 'vitest'
import { isTranscriptNode } from '#shared/forms/transcript-nodes'
import {
	findTranscriptStructure,
	readTranscriptTurns,
	seatNames,
	summedUpBy,
} from '#shared/forms/transcript-structure'
import { seededRandom } from '#shared/kernel/seeded-random'
import { recordFacts } from '#shared/study/record-attributes'
import { type Scenario, scenario, testSurroundings } from '#shared/testing/scenario'
import { type EvaluatedTranscript, mergeTranscriptTurns } from '#shared/transcripts/merge-turns'
import { loadInstrument as load, presets } from '../../../tests/helpers/instruments.ts'

/** Eight people sit down; the one at seat 5 says no. */
function seatParticipants(
	form: Scenario,
	agreed: readonly string[] = ['y', 'y', 'y', 'y', 'n', 'y', 'y', 'y'],
): void {
	form.answer('n_here', String(agreed.length))
	for (const [i, row] of form.session.rows('people/participants/seats').entries()) {
		form.answer(`${row}/p_consent`, agreed[i] === 'y' ? 'yes' : 'no')
		if (agreed[i] !== 'y') continue
		form.answer(`${row}/pseudonym`, `Gul ${i + 1}`)
		form.answer(`${row}/p_sex`, 'female')
		form.answer(`${row}/p_age`, '25_34')
	}
}
const speaks = (form: Scenario) => {
	const row = form.addRow('turns')
	return form.session.choices(`${row}/t_speaker`).map(({ name }) => name)
}

test('a participant who declines is not counted and cannot speak; other seats stay', () => {
	const form = scenario(load('focus-group'), { presets })
	seatParticipants(form)
	expect(form.value('n_part')).toBe(7)
	const [, , , , fifth] = form.session.rows('people/participants/seats')
	expect(form.session.isRelevant(`${fifth}/p_out`)).toBe(true)
	expect(form.session.isRelevant(`${fifth}/pseudonym`)).toBe(false)
	form.answer('consent_all', 'yes')
	expect(form.violation('consent_all')).toBeNull()
	expect(speaks(form)).toEqual(['0', '1', '2', '3', '4', '6', '7', '8'])
})

test('consent of all needs 4 to 14 who agreed, and a refusal is always valid', () => {
	for (const [count, isAccepted] of [
		[3, false],
		[4, true],
		[14, true],
		[15, false],
	] as const) {
		const form = scenario(load('focus-group'), { presets })
		seatParticipants(form, Array(count).fill('y'))
		form.answer('consent_all', 'yes')
		expect(form.violation('consent_all') === null, String(count)).toBe(isAccepted)
		form.answer('consent_all', 'no')
		expect(form.violation('consent_all')).toBeNull()
	}
	const unusual = scenario(load('focus-group'), { presets })
	seatParticipants(unusual, Array(5).fill('y'))
	expect(unusual.session.hasWarning('people/participants/n_part')).toBe(true)
})

test('without consent there is no discussion: no turn is asked or exported', () => {
	const form = scenario(load('focus-group'), { presets })
	seatParticipants(form)
	form.answer('consent_all', 'yes')
	form.answer(`${form.addRow('turns')}/t_note`, 'Agents ask for a lot.')
	form.answer('consent_all', 'no')
	expect([...form.session.finalAnswers().keys()].filter((path) => path.includes('/turns/'))).toEqual([])
})

test('the code of a discussion has six unambiguous characters and is stable', () => {
	const form = scenario(load('focus-group'), {
		presets,
		context: { ...testSurroundings, random: seededRandom(3).next },
	})
	seatParticipants(form)
	form.answer('consent_all', 'yes')
	const code = form.value('talk_code')
	expect(code).toMatch(/^[A-HJ-NP-Z2-9]{6}$/)
	const again = scenario(load('focus-group'), {
		answers: form.session.draftAnswers(),
		isNew: false,
		context: { ...testSurroundings, random: () => 0.99 },
	})
	expect(again.value('talk_code')).toBe(code)
})

test('the QR code gives a second phone the code, seats and start time by its own clock', () => {
	const first = scenario(load('focus-group'), { presets })
	seatParticipants(first)
	first.answer('consent_all', 'yes')
	const second = scenario(load('focus-group-second'), { presets: { ...presets, person: 'bilal' } })
	second.answer('talk_scan', `65 ${first.value('talk_offer')}`)
	expect(second.violation('talk_scan')).toBeNull()
	expect(second.value('talk_code')).toBe(first.value('talk_code'))
	expect(second.value('n_here')).toBe(8)
	const structure = findTranscriptStructure(second.session.form)
	expect(structure && [...seatNames(structure, second.session)].slice(3, 6)).toEqual([
		['4', 'Gul 4'],
		['5', ''],
		['6', 'Gul 6'],
	])
	expect(speaks(second)).toEqual(['0', '1', '2', '3', '4', '6', '7', '8'])
	// the test's clock is at 10:00
	expect(second.value('began')).toBe('2026-01-15T09:58:55.000+05:00')
})

test('a typed code is accepted in lower case, a wrong one is not; seats are then counted by hand', () => {
	const second = scenario(load('focus-group-second'), { presets })
	second.answer('talk_scan', 'k7mpq4')
	expect(second.value('talk_code')).toBe('K7MPQ4')
	expect(second.violation('talk_scan')).toBeNull()
	second.answer('n_here', '8')
	// without a list of participants no speaker can be chosen
	expect(speaks(second)).toEqual(['0'])
	expect(second.violation('who')).toBe('required')
	expect(second.session.choices('about/people/who').map(({ name }) => name)).toEqual([...'12345678'])
	second.answer('who', '1 2 3 4 6 7 8')
	expect(speaks(second)).toEqual(['0', '1', '2', '3', '4', '6', '7', '8'])
	const relevance = second.session
		.rows('about/people/seats')
		.map((row) => second.session.isRelevant(`${row}/pseudonym`))
	expect(relevance.map(Number)).toEqual([1, 1, 1, 1, 0, 1, 1, 1])
	for (const wrong of ['K7MPQ', 'K7MPQ0', 'K7MPQI', 'K7MPQ44']) {
		second.answer('talk_scan', wrong)
		expect(second.violation('talk_scan'), wrong).toBe('constraint')
	}
})

test('a participant without a pseudonym takes part on the second phone too; a dash excludes nobody', () => {
	const first = scenario(load('focus-group'), { presets })
	seatParticipants(first)
	const [one, two] = first.session.rows('people/participants/seats')
	first.answer(`${one}/pseudonym`, '')
	first.answer(`${two}/pseudonym`, '-')
	first.answer('consent_all', 'yes')
	const second = scenario(load('focus-group-second'), { presets })
	second.answer('talk_scan', `65 ${first.value('talk_offer')}`)
	expect(speaks(second)).toEqual(['0', '1', '2', '3', '4', '6', '7', '8'])
	const structure = findTranscriptStructure(second.session.form)
	expect(structure && [...seatNames(structure, second.session)].slice(0, 3)).toEqual([
		['1', ''],
		['2', ''],
		['3', 'Gul 3'],
	])
})

test('the start time is taken over only with the matching code: after typing one or scanning another, clocks are compared', () => {
	const first = scenario(load('focus-group'), { presets })
	seatParticipants(first)
	first.answer('consent_all', 'yes')
	first.answer('began', '2026-01-15T09:50:00.000+05:00')
	const offer = first.value('talk_offer')
	const startsAt = (...acts: ((second: Scenario) => void)[]) => {
		const second = scenario(load('focus-group-second'), { presets })
		for (const act of acts) act(second)
		const row = second.addRow('turns')
		second.answer(`${row}/t_at`, '5')
		second.answer(`${row}/t_speaker`, '1')
		return mergeTranscriptTurns(readOf(first), readOf(second))[0]?.at
	}
	const types = (second: Scenario) => second.answer('talk_scan', String(first.value('talk_code')))
	const begins = (second: Scenario) => second.answer('began', '2026-01-15T09:51:00.000+05:00')
	const scans = (second: Scenario) => second.answer('talk_scan', `65 ${offer}`)
	// the test's clock is at 10:00; the other discussion began a minute and five seconds before
	const scansAnother = (second: Scenario) => second.answer('talk_scan', '65 ZZZZZZ 8 a b c d e f g h')
	expect(startsAt(scans)).toBe(5)
	expect(startsAt(types, scans)).toBe(5)
	expect(startsAt(types, begins)).toBe(65)
	expect(startsAt(types, begins, scans)).toBe(65)
	expect(startsAt(scansAnother, scans)).toBe(535 + 5)
})

test('second notes keep the position of an excluded participant but not the words', () => {
	const first = scenario(load('focus-group'), { presets })
	seatParticipants(first, ['y', 'y', 'y', 'y', 'y', 'y', 'y', 'y'])
	first.answer('consent_all', 'yes')
	const second = scenario(load('focus-group-second'), { presets })
	second.answer('talk_scan', `65 ${first.value('talk_offer')}`)
	for (const speaker of ['0', '5', '6']) {
		const row = second.addRow('turns')
		second.answer(`${row}/t_at`, speaker)
		second.answer(`${row}/t_speaker`, speaker)
		second.answer(`${row}/t_note`, `Said by ${speaker}.`)
		second.answer(`${row}/t_themes`, 'help')
		second.answer(`${row}/t_quote`, 'yes')
	}
	const mergedTurns = () =>
		mergeTranscriptTurns(readOf(first), readOf(second)).map(({ at, note, themes, isQuote, isSuppressed }) =>
			[at, note, ...themes, isQuote, isSuppressed === true].join(' | '),
		)
	expect(mergedTurns()[1]).toBe('5 | Said by 5. | help | true | false')
	first.answer(`${first.session.rows('people/participants/seats')[4]}/p_consent`, 'no')
	expect(mergedTurns()).toEqual([
		'0 | Said by 0. | help | true | false',
		'5 |  | false | true',
		'6 | Said by 6. | help | true | false',
	])
})

test('once the discussion has begun, participants may leave: fewer than four do not revoke consent', () => {
	const form = scenario(load('focus-group'), { presets })
	seatParticipants(form, ['y', 'y', 'y', 'y'])
	form.answer('consent_all', 'yes')
	const leave = () => form.answer(`${form.session.rows('people/participants/seats')[3]}/p_consent`, 'no')
	leave()
	expect(form.violation('consent_all')).toBe('constraint')
	form.answer('began', '2026-01-15T09:50:00.000+05:00')
	expect(form.violation('consent_all')).toBeNull()
	expect(form.value('consent_all')).toBe('yes')
})

function readOf({ session }: Scenario): EvaluatedTranscript {
	const structure = findTranscriptStructure(session.form)
	if (!structure) throw new Error('the transcript is missing')
	return { structure, answers: session, disclosed: session }
}

test('second notes are no focus group and do not count in coverage', () => {
	const facts = recordFacts('focus_group_second', new Map([['talk/consent_all', 'yes']]))
	expect(facts.outcome).toBeNull()
})

test.each(['focus-group', 'focus-group-second', 'key-informant'])(
	'%s is a transcript with its guide',
	(file) => {
		const definition = load(file)
		const form = scenario(definition, { presets })
		const structure = findTranscriptStructure(form.session.form)
		const question = structure?.roles.question?.part
		const guide = question?.kind === 'question' ? definition.choices[question.list ?? ''] : undefined
		if (file !== 'focus-group-second')
			expect([...(structure?.probes.keys() ?? [])]).toEqual(guide?.map(({ name }) => name))
		expect(structure?.roles.began).toBeDefined()
		// the review does not count them as left empty
		const uncounted = form.session.form.nodes.filter(isTranscriptNode)
		expect(uncounted.filter(({ part }) => part.talk?.role === 'summary')).toEqual([])
		expect(new Set(uncounted.map(({ part }) => part.talk?.role))).toEqual(
			new Set([
				...(file === 'focus-group-second' ? [] : ['probes', 'part', 'second']),
				...['began', 'at', 'speaker', 'note', 'question', 'themes', 'quote'],
			]),
		)
	},
)

test('a turn is read from its row, and a summary has its question of the guide', () => {
	const form = scenario(load('focus-group'), { presets })
	seatParticipants(form)
	form.answer('consent_all', 'yes')
	const row = form.addRow('turns')
	for (const [name, typed] of Object.entries({
		t_at: '75',
		t_speaker: '3',
		t_question: 'help',
		t_note: 'Nobody knows the number.',
		t_themes: 'help trust',
		t_quote: 'yes',
		t_part: '2',
		t_second: '15',
	}))
		form.answer(`${row}/${name}`, typed)
	const structure = findTranscriptStructure(form.session.form)
	if (!structure) throw new Error('the transcript is missing')
	expect(readTranscriptTurns(structure, form.session)).toEqual([
		{
			row,
			at: 75,
			speaker: '3',
			question: 'help',
			note: 'Nobody knows the number.',
			themes: ['help', 'trust'],
			isQuote: true,
			recordingPosition: { part: 2, second: 15 },
		},
	])
	const notes = form.addRow('notes')
	form.answer(`${notes}/n_theme`, 'help')
	const text = `${notes}/n_text`
	expect(summedUpBy(structure, form.session.nodeAt(text), text, form.session)).toBe('help')
	const informant = scenario(load('key-informant'), { presets })
	const other = findTranscriptStructure(informant.session.form)
	const law = informant.session.form.nodes.find(({ part }) => part.name === 'q_law')
	expect(other && law && summedUpBy(other, law, law.template, informant.session)).toBe('law')
})
