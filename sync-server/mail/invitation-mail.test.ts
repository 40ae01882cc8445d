import { expect, test } from 'vitest'
import type { Invitation } from '#shared/people/people'
import { composeInvitation } from './invitation-mail.ts'
import { invitationTextsIn } from './invitation-texts.ts'

const invitation = (language: string, over: Partial<Invitation> = {}): Invitation => ({
	code: '7KQ2M-4XN8T',
	expires: '2026-02-14T05:00:00.000Z',
	person: {
		id: 'a',
		name: 'Amina <b>',
		code: 'amina',
		role: 'enumerator',
		districts: ['PK607'],
		language,
		demonstration: false,
		isActive: true,
	},
	isUnconfirmed: false,
	...over,
})
const compose = (given: Invitation) =>
	composeInvitation(given, { to: 'a@mail.example', sender: '$& Rashid', publicUrl: 'https://zila.example' })

test('it is in the language of the user, and in English below', () => {
	const { subject, text, html } = compose(invitation('ur'))
	expect(subject).toBe(invitationTextsIn('ur').subject)
	expect(text.indexOf('السلام')).toBeLessThan(text.indexOf('Hello'))
	expect(html).toContain('<div lang="ur" dir="rtl">')
	expect(html).toContain('<div lang="en" dir="ltr">')
	expect(text.match(/https:\/\/zila\.example\/enrol#code=7KQ2M-4XN8T/g)).toHaveLength(2)
	expect(compose(invitation('en')).text.match(/https:/g)).toHaveLength(1)
	// a language without sentences of its own
	expect(compose(invitation('fr')).subject).toBe(invitationTextsIn('en').subject)
})
test('names are shown as they are, in text and in HTML', () => {
	const { text, html } = compose(invitation('en'))
	expect(text).toContain('Hello \u2068Amina <b>\u2069, \u2068$& Rashid\u2069 has given')
	expect(html).toContain('Amina &lt;b&gt;')
	expect(html).not.toContain('<b>')
})
test('it says until when the link works, by the day of the study', () => {
	expect(compose(invitation('en')).text).toContain('until \u20682026-02-14\u2069')
	expect(compose(invitation('en', { expires: null })).text).not.toContain('until')
})
test.each(['en', 'ur', 'sd', 'ps'])('nothing in %s reveals the subject of the campaign', (language) => {
	const all = Object.values(invitationTextsIn(language)).join(' ')
	expect(all).not.toMatch(/traffick|smuggl|migra|اسمگل|انسانی/i)
	expect(all).not.toMatch(/\{\{(?!name|sender|date)/)
})
