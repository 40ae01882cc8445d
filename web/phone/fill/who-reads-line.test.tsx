import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { FormDefinition } from '#shared/forms/form-definition'
import { definitionOf } from '../../testing/forms.ts'
import { speak, text } from '../../testing/text.ts'
import { WhoReadsLine } from './who-reads-line.tsx'

const head = 'type  name  label  bind::zila:sealed_to  bind::zila:retention\n'
const shown = async (lines: string, more: Partial<FormDefinition> = {}, language: 'en' | 'ur' = 'en') => {
	await speak(language)
	render(<WhoReadsLine definition={{ ...definitionOf('visit', head + lines), ...more }} />)
	return screen
		.getAllByText(/./)
		.flatMap(({ textContent, tagName }) => (tagName === 'P' ? [textContent?.trim()] : []))
}
const role = (name: 'coordinator' | 'data-manager' | 'safeguarding-lead') => text(`fill.readers.role.${name}`)
const everybody = () =>
	text('fill.readers.records', { roles: `${role('coordinator')} · ${role('data-manager')}` })

test('a form without readers is readable by all roles that read records', async () => {
	expect(await shown('text  who  Who')).toEqual([everybody()])
})

test('a form with readers names them, whatever its hint says', async () => {
	const readers = ['safeguarding-lead'] as const
	expect(await shown('text  who  Who  safeguarding-lead', { readers })).toEqual([
		text('fill.readers.records', { roles: role('safeguarding-lead') }),
	])
	document.body.replaceChildren()
	const definition = definitionOf(
		'visit',
		'type  name  label  hint\ntext  who  Who  Only_the_lead_reads_this',
	)
	render(<WhoReadsLine definition={definition} />)
	expect(screen.getByText(everybody())).toBeVisible()
})

test('answers encrypted for others are named separately, and so are contact details', async () => {
	expect(await shown('text  who  Who  safeguarding-lead\ntext  phone  Phone  identifiers  30 days')).toEqual([
		everybody(),
		text('fill.readers.encrypted', { roles: role('safeguarding-lead') }),
		text('fill.readers.identifiers'),
	])
})

test('the same in Urdu', async () => {
	expect(await shown('text  who  Who', {}, 'ur')).toEqual([everybody()])
})
