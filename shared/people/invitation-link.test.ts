import { expect, test } from 'vitest'
import { codeInLink, invitationLink } from './invitation-link.ts'

const invitation = (role: 'enumerator' | 'helpline-operator' | 'coordinator') =>
	({ code: '7KQ2M-4XN8T', person: { role } }) as Parameters<typeof invitationLink>[0]

test('an invitation leads phone users to enrolment, and others to the desk', () => {
	const origin = 'https://zila.example'
	expect(invitationLink(invitation('enumerator'), origin)).toBe(`${origin}/enrol#code=7KQ2M-4XN8T`)
	expect(invitationLink(invitation('helpline-operator'), origin)).toBe(`${origin}/enrol#code=7KQ2M-4XN8T`)
	expect(invitationLink(invitation('coordinator'), origin)).toBe(`${origin}/desk#code=7KQ2M-4XN8T`)
})

test('the code is found in its link, and in no other text', () => {
	expect(codeInLink('https://zila.example/enrol#code=7KQ2M-4XN8T')).toBe('7KQ2M-4XN8T')
	expect(codeInLink('7KQ2M-4XN8T')).toBeNull()
	expect(codeInLink('https://zila.example/enrol?code=7KQ2M')).toBeNull()
})
