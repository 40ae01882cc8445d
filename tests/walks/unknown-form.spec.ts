import { expect } from '@playwright/test'
import { type Bytes, toBase64url } from '#shared/kernel/bytes'
import { seededRandom } from '#shared/kernel/seeded-random'
import { writeRevision } from '#shared/revisions/revision'
import { type Edit, TestPhone, testKeys } from '#shared/testing/test-phone'
import { addPerson, beginFieldwork, signIn } from './people.ts'
import { test } from './walk.ts'

const random = seededRandom(6)

async function phoneAt(url: string, code: string) {
	const { publicKey, sign } = await testKeys()
	const phone = toBase64url(random.bytes(16))
	const reply = await fetch(`${url}/api/enrolments`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ code, publicKey: toBase64url(publicKey), phone, label: 'Android 12' }),
	})
	const { device, project, person, sealingKey } = (await reply.json()) as {
		device: string
		project: string
		sealingKey: string
		person: { id: string }
	}
	return {
		phone: new TestPhone({ project, device, person: person.id, sealingKey, sign }, random.bytes),
		post: async (body: Bytes) => {
			const answer = await fetch(`${url}/sync`, { method: 'POST', body })
			return new Uint8Array(await answer.arrayBuffer())
		},
	}
}

test('a record of an unknown form is read and its conflict resolved at the desk', { tag: '@long' }, async ({
	browser,
}) => {
	const { server, admin, code } = await beginFieldwork(browser)
	const { phone, post } = await phoneAt(server.url, code)
	const record = phone.newRecord()
	const write = (set: Parameters<TestPhone['edit']>[1], seen: Edit[] = []): Edit => {
		const revision = { ...phone.edit(record, set, seen).revision, form: { id: 'from_elsewhere', ver: 3 } }
		return { revision, ...writeRevision(revision) }
	}
	const root = write({ $status: 'submitted', 'a/district': 'PK608', 'a/colour': 'green' })
	const sides = ['red', 'blue'].map((colour) => write({ 'a/colour': colour }, [root]))
	await phone.sync(post, [root, ...sides])

	const managerCode = await addPerson(admin, { name: 'Nadia', code: 'nadia', role: 'data-manager' })
	const manager = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	await signIn(manager, server.url, managerCode)
	await manager.goto(`${server.url}/desk/records/${record}`)
	await expect(manager.getByText('The form of this record is not on this server')).toBeVisible()
	await expect(manager.locator('.history')).toContainText('a/colour')
	await expect(manager.locator('.history')).toContainText('a district that is not assigned to the enumerator')
	await expect(manager.getByRole('radio')).toHaveCount(2)
	await manager.getByRole('radio', { name: 'blue' }).check()
	await manager.getByRole('textbox', { name: 'Reason', exact: true }).fill('asked again')
	await manager.getByRole('button', { name: 'Resolve', exact: true }).click()
	await expect(manager.locator('.conflict')).toHaveCount(0)
	await expect(manager.locator('.answers').first()).toContainText('blue')
	await server.kill()
})
