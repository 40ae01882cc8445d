import type { FastifyInstance } from 'fastify'
import { ZipFile } from 'yazl'
import { resultApi } from '#shared/api/results'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { coverageForms, materialForm } from '#shared/study/record-attributes'
import { boundedFunctions } from '../forms/safe-functions.ts'
import { answersAsIndicators, estimableQuestions, questionsOfOne } from '../results/answers-as-indicators.ts'
import { estimateRound, tryIndicator } from '../results/estimate-round.ts'
import { materialOfRound } from '../results/material.ts'
import { buildReproductionFiles } from '../results/reproduction-files.ts'
import { changeOfRounds } from '../results/round-change.ts'
import { choicesOf, readableColumns } from '../results/round-columns.ts'
import { indicatorsOn, listIndicators, saveIndicator } from '../results/save-indicator.ts'
import { createSuppressionPatternCache, type SuppressionPatterns } from '../results/suppression-patterns.ts'
import { newestWeights } from '../results/weight-sets.ts'
import type { TableQuery } from '../table/table-query.ts'
import { unrestrictedScope } from './api-client.ts'
import { resolveDataRequest } from './data-api-routes.ts'
import type { Deps } from './deps.ts'
import { createDisconnectSignal } from './disconnect-signal.ts'
import { fileName } from './export-download.ts'
import { type Handlers, mountApi } from './mount-api.ts'

const household: string = coverageForms.household

/** Routes for results: shares and means with their intervals, and the reproduction files. */
export function resultRoutes(app: FastifyInstance, deps: Deps): void {
	// Shared by all routes, so that each of them suppresses the same cells without computing them again.
	const patterns = createSuppressionPatternCache()
	mountApi(app, deps, resultApi, {
		...estimateHandlers(deps, patterns),
		...comparisonHandlers(deps, patterns),
		...reproductionHandlers(deps, patterns),
		...indicatorHandlers(deps, patterns),
	})
}

async function tableQueryFor(
	deps: Deps,
	person: Person,
	round: string,
	form = household,
): Promise<TableQuery> {
	const { filter, plan, tables, versions } = await resolveDataRequest(
		deps,
		{ person, scope: unrestrictedScope },
		{ form, round },
	)
	const [table] = tables
	if (!table) throw new Error('a form has a table of its records')
	const spec = { form, round, values: 'codes', table: table.name, filter: '', search: '', sort: null }
	const known = versions.map(({ version }) => version)
	return { person: person.id, spec, filter, versions: known, plan, table }
}

/** Estimates of one round, and the counts of its material log. */
function estimateHandlers(
	deps: Deps,
	patterns: SuppressionPatterns,
): Pick<Handlers<typeof resultApi>, 'estimates' | 'answers' | 'material'> {
	const { store, columns, now } = deps
	return {
		async estimates({ person, query, reply, audit }) {
			const { round, by, within, weights: version } = query
			const tableQuery = await tableQueryFor(deps, person, round)
			const newest = await newestWeights(store, round, version)
			const { withoutWeight, ...found } = await estimateRound(columns, tableQuery, {
				by,
				within,
				study: await deps.study.current(),
				functions: boundedFunctions,
				weights: newest?.weights ?? null,
				indicators: await indicatorsOn(store, person),
				patterns,
				now: now(),
				signal: createDisconnectSignal(reply),
			})
			await audit({ kind: 'results-viewed', of: household, round, many: found.interviews })
			return {
				...found,
				at: new Date(now()).toISOString(),
				demonstration: tableQuery.filter.demonstration,
				weights: { version: newest ? version : 'none', set: newest?.set ?? null, without: withoutWeight },
			}
		},
		async answers({ person, query, reply, audit }) {
			const { round, by, within, weights: version } = query
			const tableQuery = await tableQueryFor(deps, person, round)
			const questions = estimableQuestions(tableQuery.table)
			const question = query.question ?? questions[0]?.name ?? null
			if (query.question !== undefined && !questions.some(({ name }) => name === question))
				throw new Problem('not-found')
			const newest = await newestWeights(store, round, version)
			const found = await estimateRound(columns, tableQuery, {
				by,
				within,
				study: await deps.study.current(),
				functions: boundedFunctions,
				weights: newest?.weights ?? null,
				indicators: question === null ? [] : answersAsIndicators(tableQuery.table, question),
				published: await indicatorsOn(store, person),
				patterns,
				now: now(),
				signal: createDisconnectSignal(reply),
			})
			await audit({ kind: 'results-viewed', of: household, round, many: found.interviews })
			const { interviews, withoutCluster, withoutWeight, groups, indicators, faults } = found
			return {
				question,
				questions,
				interviews,
				withoutCluster,
				groups,
				indicators,
				faults,
				at: new Date(now()).toISOString(),
				demonstration: tableQuery.filter.demonstration,
				weights: { version: newest ? version : 'none', set: newest?.set ?? null, without: withoutWeight },
			}
		},
		async material({ person, query, reply, audit }) {
			const { round } = query
			const tableQuery = await tableQueryFor(deps, person, round, materialForm)
			const { districts } = await deps.study.current()
			const found = await materialOfRound(store, columns, tableQuery, {
				districts,
				people: deps.population,
				now: now(),
				signal: createDisconnectSignal(reply),
			})
			const many = Object.values(found.totals).reduce((sum, { entries }) => sum + entries, 0)
			await audit({ kind: 'results-viewed', of: materialForm, round, many })
			return { ...found, at: new Date(now()).toISOString(), demonstration: tableQuery.filter.demonstration }
		},
	}
}

/** The change between two rounds. */
function comparisonHandlers(
	deps: Deps,
	patterns: SuppressionPatterns,
): Pick<Handlers<typeof resultApi>, 'change'> {
	const { store, columns, now } = deps
	return {
		async change({ person, query, reply, audit }) {
			const { from, to, by, weights: version, clusters, question } = query
			const study = await deps.study.current()
			const [before, after] = [await tableQueryFor(deps, person, from), await tableQueryFor(deps, person, to)]
			const open = study.rounds.find(({ code, state }) => [from, to].includes(code) && state !== 'closed')
			// Data that may still change is not compared (R11).
			const isMixed = before.filter.demonstration !== after.filter.demonstration
			if (open || from === to || isMixed)
				throw new Problem('rounds-not-comparable', { round: open?.code ?? to })
			const questions = questionsOfOne(after.table)
			if (question !== undefined && !questions.some(({ name }) => name === question))
				throw new Problem('not-found')
			const published = await indicatorsOn(store, person)
			const indicators = question ? answersAsIndicators(after.table, question) : published
			const [first, second] = [
				await newestWeights(store, from, version),
				await newestWeights(store, to, version),
			]
			// Weighted results are compared with weighted ones.
			const sets = first && second ? { from: first.set, to: second.set } : null
			const found = await changeOfRounds(
				columns,
				{
					from: { query: before, weights: (sets && first?.weights) ?? null },
					to: { query: after, weights: (sets && second?.weights) ?? null },
				},
				{
					by,
					study,
					functions: boundedFunctions,
					sameClusters: clusters === 'same',
					indicators,
					published: question ? published : [],
					areAnswers: question !== undefined,
					patterns,
					now: now(),
					signal: createDisconnectSignal(reply),
				},
			)
			const many = found.interviews.from + found.interviews.to
			await audit({ kind: 'results-viewed', of: household, round: to, many })
			return {
				...found,
				at: new Date(now()).toISOString(),
				demonstration: after.filter.demonstration,
				questions,
				weights: { version: sets ? version : 'none', sets },
			}
		},
	}
}

/** The files from which others compute the estimates of a round again. */
function reproductionHandlers(
	deps: Deps,
	patterns: SuppressionPatterns,
): Pick<Handlers<typeof resultApi>, 'reproductionFiles'> {
	const { store, columns, now } = deps
	return {
		async reproductionFiles({ person, query, reply, audit }) {
			// Reproduction files contain the answers of each interview with its id.
			const { round, by, weights: version } = query
			const tableQuery = await tableQueryFor(deps, person, round)
			const newest = await newestWeights(store, round, version)
			const files = await buildReproductionFiles(
				columns,
				tableQuery,
				{
					by,
					study: await deps.study.current(),
					functions: boundedFunctions,
					weights: newest?.weights ?? null,
					indicators: await indicatorsOn(store, person),
					patterns,
					now: now(),
					signal: createDisconnectSignal(reply),
				},
				{ version: newest ? version : 'none', set: newest?.set ?? null },
			)
			await audit({ kind: 'export-downloaded', of: household, round })
			const zip = new ZipFile()
			for (const [name, text] of files)
				zip.addBuffer(typeof text === 'string' ? Buffer.from(text, 'utf8') : Buffer.from(text), name, {
					mtime: new Date(now()),
				})
			zip.end()
			const prefix = tableQuery.filter.demonstration ? 'DEMONSTRATION-' : ''
			return reply
				.header('content-type', 'application/zip')
				.header('content-disposition', `attachment; filename="${prefix}results-${fileName(round)}-${by}.zip"`)
				.send(zip.outputStream)
		},
	}
}

/** The list of indicators, and a new one, which is tried before it is saved. */
function indicatorHandlers(
	deps: Deps,
	patterns: SuppressionPatterns,
): Pick<Handlers<typeof resultApi>, 'indicators' | 'saveIndicator' | 'tryIndicator'> {
	const { store, columns, now } = deps
	return {
		indicators: async ({ person }) => listIndicators(store, person),
		async saveIndicator({ person, body, auditedStore }) {
			const rounds = (await deps.study.current()).rounds
			const own = rounds.find(({ demonstration }) => demonstration === person.demonstration) ?? rounds[0]
			const { table } = await tableQueryFor(deps, person, own?.code ?? '')
			const questions = new Set(readableColumns(table).keys())
			const through = auditedStore({ kind: 'indicator-saved' })
			const audited = { reading: store.reading, project: store.project, write: through.write }
			return {
				version: await saveIndicator(audited, person, body, {
					questions,
					functions: boundedFunctions,
					choicesOf: (question) => choicesOf(table, question).map(({ name }) => name),
				}),
			}
		},
		async tryIndicator({ person, body, reply, audit }) {
			const { round, ...wording } = body
			const query = await tableQueryFor(deps, person, round)
			const found = await tryIndicator(
				columns,
				query,
				{ id: 'tried', version: 1, ...wording },
				{
					by: 'area',
					study: await deps.study.current(),
					functions: boundedFunctions,
					weights: null,
					patterns,
					now: now(),
					signal: createDisconnectSignal(reply),
				},
			)
			await audit({
				kind: 'answers-previewed',
				of: household,
				round,
				many: found.interviews,
			})
			return found
		},
	}
}
