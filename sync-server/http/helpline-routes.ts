import type { FastifyInstance } from 'fastify'
import { helplineApi } from '#shared/api/helpline'
import { toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { canReadRecords, isDistrictInScope } from '#shared/people/roles'
import { helplineForm } from '#shared/study/record-attributes'
import { actInShift, helplineShift } from '../helpline/helpline-shift.ts'
import { referralCounts } from '../helpline/referrals.ts'
import { countCalls } from '../storage/helpline/calls.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'

/** Routes for the helpline's call log. */
export function helplineRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, forms } = deps
	/**
	 * Requires a reader of the log; a call belongs to no district. @throws Problem `not-found`
	 */
	const demandReader = async (person: Person): Promise<void> => {
		const isHere = (await forms.serves()).includes('helpline')
		const isReader = isHere && canReadRecords(person.role, await forms.readers(helplineForm))
		if (!isReader || !isDistrictInScope(person.districts, null)) throw new Problem('not-found')
	}

	mountApi(app, deps, helplineApi, {
		async shift({ person, audit }) {
			await demandReader(person)
			const [form] = (await forms.current()).filter(({ id }) => id === helplineForm)
			if (!form) throw new Problem('not-found')
			const how = { now: deps.now(), form: form.definition }
			const shift = await store.atOneMoment((moment) => helplineShift(moment, person, how))
			await audit({ kind: 'call-backs-viewed', many: shift.open.length })
			return shift
		},
		async actInShift({ body }) {
			const now = deps.now()
			const onDeviceIdentified = (device: string) => deps.rateLimiters.byDevice.consume(device, now, 1)
			return {
				sealed: toBase64url(await actInShift({ store, forms, now, onDeviceIdentified }, body)),
			}
		},
		async counts({ person, query }) {
			await demandReader(person)
			return countCalls(store.reading, person.demonstration || query.madeUp === '1')
		},
		async referrals({ person, query }) {
			await demandReader(person)
			const { madeUp, ...period } = query
			const demonstration = person.demonstration || madeUp === '1'
			return store.atOneMoment((moment) => referralCounts(moment, { demonstration, period, now: deps.now() }))
		},
	})
}
