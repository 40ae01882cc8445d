import { randomId } from '#shared/kernel/ids'
import { seededRandom } from '#shared/kernel/seeded-random'
import { FakeServer } from './fake-server.ts'
import { describeSync } from './sync-contract.ts'
import { testKeys } from './test-phone.ts'

describeSync('the fake server of the web tests', async () => {
	const random = seededRandom(9)
	const server = new FakeServer(random.bytes)
	const people = new Map<string, string>()
	const idOf = (name: string) => {
		const id = people.get(name) ?? randomId(random.bytes)
		people.set(name, id)
		return id
	}
	return {
		post: (body) => server.post(body),
		async enrol(name) {
			const { publicKey, sign } = await testKeys()
			const person = idOf(name)
			const sealingKey = await server.sealingKey()
			return { project: server.project, person, device: server.enrol(person, publicKey), sealingKey, sign }
		},
		switchOff: async (name) => server.switchOff(idOf(name)),
		publish: async (text) => server.publish({ kind: 'campaign', ref: text, body: { text } }),
		async view(record) {
			const view = server.view(record)
			return view
				? { fields: Object.fromEntries(view.fields), conflicts: view.conflicts.map(({ kind }) => kind) }
				: null
		},
		heldBack: async () => server.heldBack,
		destroy: async (record) => server.destroy(record),
		async takeSnapshot() {
			const back = server.takeSnapshot()
			return async () => back()
		},
		close: async () => {},
	}
})
