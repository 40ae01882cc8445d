import * as z from 'zod/mini'
import type { FormDefinition } from '#shared/forms/form-definition'
import { activeRoles, type Role } from '#shared/people/roles'
import { listingForm } from '../sample/listing-draw.ts'
import { backCheckForm, coverageForms, helplineForm, materialForm } from './record-attributes.ts'
import { type Round, studySchema } from './study.ts'

/**
 * Work of a server: the survey with its transcripts, or the helpline's log. Each has a store of its own
 * (R31), unless both are configured for one.
 */
export const deployments = ['survey', 'helpline'] as const
export type Deployment = (typeof deployments)[number]

type Belonging = Pick<FormDefinition, 'id' | 'filledBy'>
/** Forms of the survey, for all roles: coverage, estimates and checks read them by these names. */
const ofSurvey: readonly string[] = [
	...Object.values(coverageForms),
	backCheckForm,
	materialForm,
	listingForm,
]

/**
 * Returns where a form belongs: with operators among its users to the helpline, with others to the survey;
 * some forms belong to one by name.
 */
export const listFormDeployments = ({ id, filledBy = ['enumerator'] }: Belonging): Deployment[] => [
	...(ofSurvey.includes(id) || filledBy.some((role) => role !== 'helpline-operator')
		? (['survey'] as const)
		: []),
	...(id === helplineForm || filledBy.includes('helpline-operator') ? (['helpline'] as const) : []),
]

/** True if the server serves everything that a form belongs to. */
export const isFormServed = (form: Belonging, served: readonly Deployment[]): boolean =>
	listFormDeployments(form).every((work) => served.includes(work))

/** Roles with work on a server for the helpline alone: none of the survey. */
const ofHelpline: readonly Role[] = ['data-manager', 'administrator', 'helpline-operator']

/** Returns the roles of a server that serves these. */
export const listServedRoles = (served: readonly Deployment[]): Role[] =>
	activeRoles.filter(
		(role) =>
			(served.includes('survey') && role !== 'helpline-operator') ||
			(served.includes('helpline') && ofHelpline.includes(role)),
	)

/**
 * True for a server with the helpline alone: its calls have no district, no round is opened or closed, and
 * there are no visits or ID cards.
 */
export const isHelplineOnly = (served: readonly Deployment[]): boolean => !served.includes('survey')

export const surveyProject = 'pk31'

/** Separate ids, so that no store, backup or phone of one is taken for the other's. */
export const getProjectId = (served: readonly Deployment[]): string =>
	isHelplineOnly(served) ? `${surveyProject}-helpline` : surveyProject

/**
 * The round of all calls, under the code that phones have had: months separate them, and nothing is opened or
 * closed.
 */
const roundOfCalls: Round = {
	code: 'endline',
	name: { en: 'All calls', ur: 'تمام کالیں' },
	state: 'open',
	demonstration: false,
}

/**
 * Returns the rounds of a server for the helpline alone; `used` are those with records. No earlier record
 * loses its round, and none begins in one.
 */
export const buildHelplineRounds = (planned: readonly Round[], used: ReadonlySet<string>): Round[] => [
	roundOfCalls,
	...planned
		.filter(({ code, demonstration }) => !demonstration && code !== roundOfCalls.code && used.has(code))
		.map((round): Round => ({ ...round, state: 'closed' })),
	...planned.filter(({ demonstration, state }) => demonstration && state === 'open'),
]

/** The study as the desk receives it. */
export const studyResponseSchema = z.extend(studySchema, { serves: z.array(z.enum(deployments)) })
export type StudyResponse = z.infer<typeof studyResponseSchema>
