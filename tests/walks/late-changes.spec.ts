import { expect, type Page } from '@playwright/test'
import type { Answer } from '#shared/forms/answers'
import { nodesOf } from '#shared/forms/form-nodes'
import type { RecordDetail } from '#shared/review/record-response'
import { plantRound } from '#shared/testing/planted-round'
import type { Edit } from '#shared/testing/test-phone'
import { loadInstrument } from '../helpers/instruments.ts'
import { rewritten } from '../helpers/phone.ts'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginFieldwork, pressLanguage, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { phoneOf } from './sent-round.ts'
import { test } from './walk.ts'

const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
const pathOf = (name: string) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name
const size = pathOf('hh_size')
const memberAge = pathOf('m_age').replace('/@/', '/@m/')
const member = memberAge.slice(0, memberAge.lastIndexOf('/'))

test('a change received after approval, and a row removed on one phone and edited on another: both become conflicts and are resolved', async ({
	browser,
}) => {
	const { server, admin, code } = await beginFieldwork(browser)
	const manager = await addPerson(admin, { name: 'Dania', code: 'dania', role: 'data-manager' })
	const { phone, post } = await phoneOf(server.url, code)
	const planted = plantRound({
		seed: 5,
		round: 'endline',
		districts: ['PK607'],
		perDistrict: 12,
		pathOf,
		habitOf: () => 'plain' as const,
	})
	// of one enumerator: interviews of several, sent by one phone, are flagged as simultaneous, and an approval asks for a reason
	const roots = (planted[0]?.interviews ?? []).slice(0, 3).map(({ answers, finishedAt }) =>
		rewritten(
			phone.edit(phone.newRecord(), {
				...Object.fromEntries(answers),
				...({ [member]: 1, [memberAge]: 40 } as Record<string, Answer>),
			}),
			{ at: { wall: new Date(finishedAt).toISOString(), tz: 300, off: 0 } },
		),
	) as [Edit, Edit, Edit]
	await phone.sync(post, roots)
	const [approved, kept, removed] = roots
	const later = (root: Edit, set: Record<string, Answer | null>) =>
		phone.edit(root.revision.record, set, [root])

	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const page = await context.newPage()
	await signIn(page, server.url, manager)
	const open = (root: Edit) => page.goto(`${server.url}/desk/records/${root.revision.record}`)
	const detail = async (root: Edit) =>
		(await (
			await context.request.get(`${server.url}/api/records/${root.revision.record}`)
		).json()) as RecordDetail
	await open(approved)
	await page.getByRole('button', { name: 'Approve', exact: true }).click()
	await expect.poll(async () => (await detail(approved)).status).toBe('approved')
	await phone.sync(post, [
		later(approved, { [size]: 14, $status: 'submitted' }),
		...[kept, removed].flatMap((root) => [later(root, { [member]: null }), later(root, { [memberAge]: 41 })]),
	])

	// the change has no effect until it is accepted
	await open(approved)
	const late = page.getByRole('article', { name: 'Received after approval' })
	await expect(late).toContainText('14')
	expect((await detail(approved)).answers[size]).not.toBe(14)
	await isAccessible(page, 'what came after the approval')
	await late.scrollIntoViewIfNeeded()
	await screenshot(page, { path: 'test-results/late-and-rows-late-en.png' })
	await late.getByRole('button', { name: 'Use later answers' }).click()
	await expect(late.getByRole('alert')).toBeVisible()
	await late.getByRole('textbox', { name: 'Reason' }).fill('She counted the children too')
	await late.getByRole('button', { name: 'Use later answers' }).click()
	await expect(late).toHaveCount(0)
	expect(await detail(approved)).toMatchObject({ status: 'approved', answers: { [size]: 14 } })

	await decideRow(page, kept, 'Keep')
	await pressLanguage(page, 'اردو')
	await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
	await page.setViewportSize({ width: 360, height: 640 })
	await open(removed)
	const row = page.getByRole('article', { name: /^ایک نے ہٹایا، دوسرے نے بدلا/ })
	await row.scrollIntoViewIfNeeded()
	await isAccessible(page, 'a removed row, in Urdu')
	await screenshot(page, { path: 'test-results/late-and-rows-row-ur.png' })
	await pressLanguage(page, 'English')
	await expect(page.locator('html')).toHaveAttribute('dir', 'ltr')
	await page.setViewportSize({ width: 1280, height: 800 })
	await decideRow(page, removed, 'Remove')
	const after = { kept: (await detail(kept)).answers, removed: (await detail(removed)).answers }
	expect([after.kept[memberAge], after.removed[memberAge]]).toEqual([41, undefined])
	await server.kill()

	async function decideRow(at: Page, root: Edit, choice: string): Promise<void> {
		await open(root)
		const dispute = at.getByRole('article', { name: /^Removed and edited/ })
		await expect(dispute.getByRole('radio')).toHaveCount(2)
		// the answers that would be deleted
		await expect(dispute.getByRole('definition')).toHaveText(['41'])
		await dispute.getByRole('radio', { name: new RegExp(choice) }).check()
		await dispute.getByRole('textbox', { name: 'Reason' }).fill('Asked by telephone')
		await dispute.getByRole('button', { name: 'Resolve', exact: true }).click()
		await expect(dispute).toHaveCount(0)
	}
})
