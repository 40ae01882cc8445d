import { screen, waitFor, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { DeviceListItem } from '#shared/sync/device-list'
import { setClock } from '../../testing/clock.ts'
import { deviceInventory, person, phoneListed } from '../../testing/people.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { partOf } from '../../testing/text-part.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { DeviceRow } from './device-row.tsx'

const now = Date.parse('2026-01-15T07:00:00Z')
const render = async (over: Partial<DeviceListItem> = {}, { replies, ...options }: DeskOptions = {}) => {
	setClock('2026-01-15T07:00:00Z')
	const onChange = vi.fn()
	const rendered = await renderDesk(
		<table>
			<tbody>
				<DeviceRow phone={phoneListed('Amina', over)} now={now} hasAccess isUserShown onChange={onChange} />
			</tbody>
		</table>,
		{
			...options,
			person: { role: 'administrator', ...options.person },
			replies: {
				'POST /api/devices/:id/activation': noContent,
				'POST /api/people/:id/activation': noContent,
				...replies,
			},
		},
	)
	const [marks, seen, held, missing, app, condition] = screen.getAllByRole('cell') as HTMLElement[]
	return { ...rendered, onChange, marks, seen, held, missing, app, condition }
}
const off = () => screen.getByRole('button', { name: `${text('people.deactivate')}: Amina` })
const on = () => screen.getByRole('button', { name: `${text('people.reactivate')}: Amina` })

test('a device without alerts says so in each column', async () => {
	const { marks, seen, held, missing, app, condition } = await render()
	expect(marks).toHaveTextContent(text('devices.noneUnsent'))
	expect(seen).toHaveTextContent(text('devices.today', { time: '11:00' }))
	expect(held).toHaveTextContent(text('devices.noneUnsent'))
	expect(missing).toHaveTextContent(text('devices.noneUnsent'))
	expect(app).toHaveTextContent(/^1\.9$/)
	expect(condition).toHaveTextContent(text('devices.noBackup'))
})

test('all unsent data of a device is listed', async () => {
	const { held } = await render({
		inventory: deviceInventory({ waiting: 5, records: 3, stuck: 1, drafts: 2, files: { count: 4 } }),
	})
	expect(held).toHaveTextContent(
		[
			text('devices.unsentRecords', { count: 3 }),
			text('devices.cannotBeSent', { count: 1 }),
			text('devices.draftCount', { count: 2 }),
			text('devices.unsentFiles', { count: 4 }),
		].join(' · '),
	)
})

test('a device whose app reports nothing is not shown as empty', async () => {
	const { held, condition, app } = await render({
		inventory: null,
		inventoryAt: null,
		app: null,
		formsBehind: null,
	})
	expect(held).toHaveTextContent(text('devices.unsentUnknown'))
	expect(condition).toHaveTextContent(text('devices.unsentUnknown'))
	expect(app).toHaveTextContent(/^$/)
})

test('storage, clock and backup are shown as the device reported them', async () => {
	const { condition, unmount } = await render({
		inventory: deviceInventory({ room: 40, clock: 15, copyDays: 3 }),
	})
	expect(condition).toHaveTextContent(
		[
			text('devices.reservedStorage', { percent: 40 }),
			text('devices.clockFast', { count: 15 }),
			text('devices.backupAge', { count: 3 }),
		].join(' · '),
	)
	unmount()
	const { condition: behind } = await render({ inventory: deviceInventory({ clock: -20 }) })
	expect(behind).toHaveTextContent(text('devices.clockSlow', { count: 20 }))
})

test('missing change numbers are named, the first five gaps and the number of others', async () => {
	const single = (n: number) => ({ first: n, last: n })
	const { missing } = await render({
		missing: 12,
		gaps: [
			{ first: 341, last: 343 },
			single(350),
			single(352),
			single(354),
			single(356),
			{ first: 360, last: 364 },
		],
	})
	const numbers = `${text('devices.numberRange', { first: '341', last: '343' })}, 350, 352, 354, 356`
	expect(missing).toHaveTextContent(
		`${text('devices.missingNumbers', { count: 12, numbers })} ${text('devices.andMore', { count: 5 })}`,
	)
})

test('forms that the device does not have yet are counted', async () => {
	const { app } = await render({ formsBehind: 2 })
	expect(app).toHaveTextContent(text('devices.outdatedForms', { count: 2 }))
})

test('quarantined changes link to the quarantine, for users who may read it', async () => {
	const { unmount } = await render(
		{ quarantined: 3 },
		{ person: { role: 'coordinator', districts: ['PK607'] } },
	)
	expect(screen.getByRole('link', { name: text('devices.alert.held-back') })).toHaveAttribute(
		'href',
		'/desk/records#quarantine',
	)
	unmount()
	const { marks } = await render({ quarantined: 3 })
	expect(marks).toHaveTextContent(text('devices.alert.held-back'))
	expect(screen.queryByRole('link', { name: text('devices.alert.held-back') })).toBeNull()
})

test('duplicate change numbers are named, with the number of devices that got their own keys', async () => {
	const { marks } = await render({ reusedCounters: [12, 1013], replacedBy: 1 })
	expect(marks).toHaveTextContent(
		`${text('devices.alert.twice')} (12, 1,013) ${text('devices.replacedBy', { count: 1 })}`,
	)
})

test('a device is deactivated after a confirmation', async () => {
	const { user, server, onChange } = await render()
	await user.click(off())
	expect(screen.getByText(text('people.confirmDeactivateDevice', { name: 'Amina' }))).toBeVisible()
	expect(server.sent).toEqual([])
	await user.click(screen.getByRole('button', { name: text('people.deactivate') }))
	await waitFor(() => expect(onChange).toHaveBeenCalledOnce())
	expect(server.bodiesOf('POST /api/devices/phone-amina/activation')).toEqual([{ isActive: false }])
	expect(screen.queryByText(text('people.confirmDeactivateDevice', { name: 'Amina' }))).toBeNull()
})

test('answering no changes nothing', async () => {
	const { user, server } = await render()
	await user.click(off())
	await user.click(screen.getByRole('button', { name: text('app.cancel') }))
	expect(off()).toBeVisible()
	expect(server.sent).toEqual([])
})

test('clones of a stolen device are deactivated with it, and the question says so', async () => {
	const { user, server, onChange } = await render({ replacedBy: 2 })
	await user.click(off())
	expect(screen.getByText(partOf('people.withClones', { count: 2 }))).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('people.deactivate') }))
	await waitFor(() => expect(onChange).toHaveBeenCalledOnce())
	// the server includes the clones unless it is told otherwise
	expect(server.bodiesOf('POST /api/devices/phone-amina/activation')).toEqual([{ isActive: false }])
})

test('a refusal leaves the confirmation open, with the reason', async () => {
	const { user, server, onChange } = await render(
		{},
		{
			replies: { 'POST /api/devices/:id/activation': new Problem('not-allowed') },
		},
	)
	await user.click(off())
	await user.click(screen.getByRole('button', { name: text('people.deactivate') }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.not-allowed'))
	expect(onChange).not.toHaveBeenCalled()
	server.reply({ 'POST /api/devices/:id/activation': noContent })
	await user.click(screen.getByRole('button', { name: text('people.deactivate') }))
	await waitFor(() => expect(onChange).toHaveBeenCalledOnce())
})

test('reactivating needs no confirmation, and also reactivates the user', async () => {
	const deactivation = { by: 'Sadia', at: '2026-01-14T05:00:00.000Z' }
	const { user, server, onChange, marks } = await render({
		isRevoked: true,
		deactivation,
		person: person('Amina', { isActive: false }),
	})
	const time = dateTimeIn('en', deactivation.at)
	expect(marks).toHaveTextContent(text('devices.deactivatedBy', { name: 'Sadia', time }))
	await user.click(on())
	await waitFor(() => expect(onChange).toHaveBeenCalledOnce())
	expect(server.sent.map(({ path, body }) => [path, body])).toEqual([
		['/api/people/person-amina/activation', { isActive: true }],
		['/api/devices/phone-amina/activation', { isActive: true }],
	])
})

test('if only the user was deactivated, the device is unchanged', async () => {
	const { user, server, onChange } = await render({ person: person('Amina', { isActive: false }) })
	await user.click(on())
	await waitFor(() => expect(onChange).toHaveBeenCalledOnce())
	expect(server.sent.map(({ path }) => path)).toEqual(['/api/people/person-amina/activation'])
})

test('a device that this user may not deactivate has no button', async () => {
	await render({}, { person: { role: 'coordinator', districts: ['PK608'] } })
	expect(within(screen.getByRole('row')).queryByRole('button')).toBeNull()
})

test('a device of the demonstration is marked, and the team is named', async () => {
	await render({ team: 'North', person: person('Amina', { demonstration: true }) })
	const head = screen.getByRole('rowheader')
	expect(head).toHaveTextContent(text('people.demonstration'))
	expect(head).toHaveTextContent('North')
})
