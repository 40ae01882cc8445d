import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { FormProposalListed } from '#shared/forms/form-proposal'
import { Problem } from '#shared/kernel/problem'
import { keyFingerprint } from '#shared/people/key-fingerprint'
import { setClock } from '../../testing/clock.ts'
import { definitionOf } from '../../testing/forms.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { makeRoleKey } from '../account/role-key.ts'
import { ApprovalsScreen } from './approvals-screen.tsx'

const at = '2026-01-10T05:00:00.000Z'
const proposal = (over: Partial<FormProposalListed> = {}): FormProposalListed => ({
	id: 'proposal-1',
	form: 'incident',
	title: { en: 'Note to the office' },
	base: 1,
	proposed: at,
	by: 'Sadia',
	isOwn: false,
	weakenings: [
		{
			field: 'readers',
			template: '',
			before: 'safeguarding-lead',
			after: '',
			losing: ['safeguarding-lead'],
		},
		{
			field: 'keep',
			template: 'help/phone',
			before: '30 days',
			after: '300 days',
			losing: ['safeguarding-lead'],
		},
	],
	approvals: [],
	missing: ['safeguarding-lead'],
	isToApprove: true,
	...over,
})
const before = definitionOf('incident', 'type  name  label\ntext  done  What was done')
const after = definitionOf('incident', 'type  name  label\ntext  done  What did you do')
const render = ({ replies, ...options }: DeskOptions = {}) => {
	setClock('2026-01-15T07:00:00Z')
	return renderDesk(<ApprovalsScreen />, {
		person: { role: 'safeguarding-lead' },
		...options,
		replies: {
			'GET /api/form-proposals': [proposal()],
			'GET /api/form-proposals/:id': { before, after },
			'GET /api/lead-approvals': [],
			'GET /api/role-keys': [],
			'GET /api/audit-log/own-role': { lines: [], more: false },
			...replies,
		},
	})
}
const version = () =>
	screen.findByRole('region', {
		name: text('approvals.version', { form: 'Note to the office', version: 1 }),
	})
const button = (name: string) => screen.findByRole('button', { name })

test('a version shows who proposed it and which access it changes', async () => {
	await render()
	const panel = within(await version())
	expect(
		panel.getByText(text('approvals.proposed', { name: 'Sadia', time: dateTimeIn('en', at) })),
	).toBeVisible()
	const [readers, keep] = panel.getAllByRole('row').slice(1)
	expect(readers).toHaveTextContent(
		[
			text('approvals.field.readers'),
			text('approvals.wholeForm'),
			text('role.safeguarding-lead'),
			text('approvals.without.readers'),
		].join(''),
	)
	expect(keep).toHaveTextContent(`${text('approvals.field.keep')}help/phone30 days300 days`)
	expect(
		panel.getByText(text('approvals.missingApprovals', { roles: text('role.safeguarding-lead') })),
	).toBeVisible()
	expect(await panel.findByText(text('approvals.allDifferences'))).toBeVisible()
	expect(panel.getByText('What did you do')).toBeInTheDocument()
})

test('an approved version is published, and the reason is sent with the approval', async () => {
	const { user, server } = await render({
		replies: { 'POST /api/form-proposals/:id/decisions': { version: 2 } },
	})
	await version()
	server.reply({ 'GET /api/form-proposals': [] })
	await user.type(screen.getByLabelText(text('approvals.reason')), 'agreed by telephone')
	await user.click(await button(text('approvals.approve')))
	const published = text('approvals.published', { form: 'Note to the office', version: 2 })
	expect(await screen.findByText(published)).toBeVisible()
	expect(server.bodiesOf('POST /api/form-proposals/:id/decisions')).toEqual([
		{ decision: 'approve', why: 'agreed by telephone' },
	])
	await waitFor(() => expect(screen.queryByRole('table')).toBeNull())
})

test('a rejected version is removed, and a refusal by the server is shown', async () => {
	const { user, server } = await render({
		replies: { 'POST /api/form-proposals/:id/decisions': new Problem('form-proposal-changed') },
	})
	await version()
	await user.click(await button(text('approvals.reject')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.form-proposal-changed'))
	server.reply({
		'POST /api/form-proposals/:id/decisions': { version: null },
		'GET /api/form-proposals': [],
	})
	await user.click(await button(text('approvals.reject')))
	expect(await screen.findByText(text('approvals.recorded'))).toBeVisible()
})

test('the proposer can withdraw but not approve a version; users without approval rights only read it', async () => {
	const { server, unmount } = await render({
		person: { role: 'data-manager' },
		replies: { 'GET /api/form-proposals': [proposal({ isOwn: true, isToApprove: false })] },
	})
	expect(await button(text('approvals.withdraw'))).toBeVisible()
	expect(screen.queryByRole('button', { name: text('approvals.approve') })).toBeNull()
	// codes for leads are not theirs to approve
	expect(server.sent.map(({ path }) => path)).not.toContain('/api/lead-approvals')
	unmount()
	await render({
		person: { role: 'coordinator' },
		replies: { 'GET /api/form-proposals': [proposal({ isToApprove: false })] },
	})
	await version()
	expect(screen.queryByRole('button')).toBeNull()
})

test('a code for a safeguarding lead is approved or rejected', async () => {
	const approval = {
		id: 'a',
		person: { name: 'Mehr', code: 'mehr' },
		hasAccount: false,
		requestedAt: at,
		by: 'Omar',
	}
	const { user, server } = await render({
		replies: {
			'GET /api/form-proposals': [],
			'GET /api/lead-approvals': [
				approval,
				{ ...approval, id: 'b', person: { name: 'Lubna', code: 'lubna' }, hasAccount: true },
			],
			'POST /api/lead-approvals/:id/decisions': noContent,
		},
	})
	const added = text('approvals.leadNewAccount', { by: 'Omar', name: 'Mehr', code: 'mehr' })
	expect(await screen.findByText(added)).toBeVisible()
	expect(
		screen.getByText(text('approvals.leadExistingAccount', { by: 'Omar', name: 'Lubna', code: 'lubna' })),
	).toBeVisible()
	const [first, second] = screen.getAllByRole('listitem').map((item) => within(item))
	await user.click(first?.getByRole('button', { name: text('approvals.approve') }) as HTMLElement)
	await user.click(second?.getByRole('button', { name: text('approvals.reject') }) as HTMLElement)
	expect(server.sent.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, body])).toEqual(
		[
			['/api/lead-approvals/a/decisions', { decision: 'approve' }],
			['/api/lead-approvals/b/decisions', { decision: 'reject' }],
		],
	)
})

test('a new key waits with its fingerprint: another holder of the role confirms it, and its creator can withdraw it', async () => {
	const { key } = await makeRoleKey()
	const listed = { ...key, id: 'k', since: at, by: 'Mehr', state: 'waiting', isOwn: false }
	const { user, server, unmount } = await render({
		replies: {
			'GET /api/form-proposals': [],
			'GET /api/role-keys': [listed],
			'POST /api/role-keys/:id/decisions': noContent,
		},
	})
	expect(await screen.findByText(keyFingerprint(key.publicKey))).toBeVisible()
	await user.click(await button(text('approvals.confirmKey')))
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/role-keys/:id/decisions')).toEqual([{ decision: 'confirm' }]),
	)
	unmount()
	await render({
		replies: {
			'GET /api/form-proposals': [],
			'GET /api/role-keys': [{ ...listed, isOwn: true }],
		},
	})
	expect(await button(text('approvals.withdraw'))).toBeVisible()
	expect(screen.queryByRole('button', { name: text('approvals.confirmKey') })).toBeNull()
})

test('a lead reads the history of their role', async () => {
	const line = {
		n: 4,
		at,
		by: { id: 'p', name: 'Omar', code: 'omar' },
		role: 'administrator',
		kind: 'lead-access-requested',
		of: 'q',
		about: { id: 'q', name: 'Mehr', code: 'mehr' },
		district: null,
		round: null,
		many: null,
		fields: [],
		question: null,
		browser: '',
	}
	const { user } = await render({
		replies: { 'GET /api/audit-log/own-role': { lines: [line], more: false } },
	})
	const log = within(await screen.findByRole('region', { name: text('roleKey.historyTitle') }))
	await user.click(await log.findByText(text('roleKey.historyCount', { count: 1 })))
	expect(
		log.getByText(text('auditLog.event.lead-access-requested', { who: 'Omar', of: 'Mehr' })),
	).toBeVisible()
})

test('an offline page says so', async () => {
	await render({
		person: { role: 'coordinator' },
		replies: { 'GET /api/form-proposals': offline },
	})
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
})
