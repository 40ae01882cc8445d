import { expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { pagesOf } from '#shared/forms/pages'
import { formOf } from '#shared/testing/scenario'
import { createInMemoryFilling } from './in-memory-filling.ts'
import { skipGivenResult } from './skip-given-result.ts'

const form = formOf(`
	type               name     label     choice_filter                                                  bind::zila:consent
	begin_group        agree    Consent   -                                                              -
	select_one yn      consent  Agreed?   -                                                              ask: yes
	end_group          -        -         -                                                              -
	begin_group        last     Result    -                                                              -
	select_one result  result   Result    (name = 'refused') = (\${consent} = 'no') or name = 'unsafe'  stop: partial unsafe
	end_group          -        -         -                                                              -
	choices
	list_name  name      label
	yn         yes       Yes
	yn         no        No
	result     complete  Completed
	result     partial   Partly completed
	result     unsafe    Stopped for safety
	result     refused   Refused
`)

function atResult(answers: Readonly<Record<string, string>>) {
	const compiled = compileForm(form, allFunctions)
	if ('faults' in compiled) throw new Error(JSON.stringify(compiled.faults))
	const filling = createInMemoryFilling({
		form: compiled.form,
		presets: {},
		offsetMinutes: 300,
		language: 'en',
	})
	for (const [path, typed] of Object.entries(answers)) filling.type(path, typed)
	const [, page] = pagesOf(filling.session.form)
	if (!page) throw new Error('the page of the result is missing')
	const { skip, isSkipped } = skipGivenResult(filling)
	return { isSkipped: isSkipped(page), skip: skip(page), result: filling.session.answerAt('last/result') }
}

test('an interview that came to its end is completed, without a question about its result', () => {
	expect(atResult({ 'agree/consent': 'yes' })).toEqual({ isSkipped: true, skip: true, result: 'complete' })
})

test('a result that ended the interview early is left as it was said', () => {
	expect(atResult({ 'agree/consent': 'yes', 'last/result': 'partial' })).toEqual({
		isSkipped: false,
		skip: false,
		result: 'partial',
	})
})

test('without consent, a refusal and an end for safety are both to be chosen', () => {
	expect(atResult({ 'agree/consent': 'no' })).toEqual({ isSkipped: false, skip: false, result: undefined })
})
