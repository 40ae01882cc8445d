import type { FastifyInstance } from 'fastify'
import { studyApi } from '#shared/api/study'
import { isDistrictInScope } from '#shared/people/roles'
import { roundsFor } from '#shared/study/study'
import { findFieldworkDates } from '../coverage/find-fieldwork-dates.ts'
import { setFieldworkDates, setRoundState, setTargets } from '../study/rounds-and-targets.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'

const stateEntries = { planned: 'round-reset', open: 'round-opened', closed: 'round-closed' } as const

/** Routes for the study, for opening and closing rounds, and for the targets of districts. */
export function studyRoutes(app: FastifyInstance, deps: Deps): void {
	const { study } = deps
	mountApi(app, deps, studyApi, {
		async current({ person }) {
			const current = await study.current()
			const isSeen = (code: string) => isDistrictInScope(person.districts, code)
			return {
				...current,
				districts: current.districts.filter(({ code }) => isSeen(code)),
				rounds: roundsFor(person, current).map(({ targets, ...round }) => {
					const own = Object.entries(targets ?? {}).filter(([code]) => isSeen(code))
					return { ...round, ...(own.length > 0 ? { targets: Object.fromEntries(own) } : {}) }
				}),
				serves: await deps.forms.serves(),
			}
		},
		setRoundState: ({ person, body, auditedStore }) =>
			setRoundState(auditedStore({ kind: stateEntries[body.state], round: body.round }), study, person, body),
		setTargets: ({ person, body, auditedStore }) =>
			setTargets(
				auditedStore({ kind: 'targets-set', many: body.targets.length, round: body.round }),
				study,
				person,
				body,
			),
		async fieldworkDates() {
			const { rounds } = await study.current()
			const real = rounds.filter(({ demonstration }) => !demonstration)
			return Promise.all(
				real.map(async (round) => ({
					round: round.code,
					...(await findFieldworkDates(deps.store, round)),
				})),
			)
		},
		setFieldworkDates: ({ person, body, auditedStore }) =>
			setFieldworkDates(auditedStore({ kind: 'fieldwork-end-set', round: body.round }), study, person, body),
	})
}
