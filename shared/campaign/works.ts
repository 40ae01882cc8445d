import * as z from 'zod/mini'
import { activeRoles, type Role } from '#shared/access/roles'
import type { FormDefinition } from '#shared/forms/form-definition'
import { type Round, studySchema } from './campaign.ts'
import { listingForm } from './drawn-sample.ts'
import { backCheckForm, coverageForms, helplineForm, materialForm } from './record-facts.ts'

/** What a server is there for: the survey with its talks, or the helpline's log. Each has a store of its own (R31), unless somebody wants both in one. */
export const deployments = ['survey', 'helpline'] as const
export type Deployment = (typeof deployments)[number]

type Belonging = Pick<FormDefinition, 'id' | 'filledBy'>
/** Whoever fills them in: coverage, figures and checks read them by these names. */
const ofSurvey: readonly string[] = [
	...Object.values(coverageForms),
	backCheckForm,
	materialForm,
	listingForm,
]

/** Where a form belongs: what operators fill in is the helpline's, what others do the survey's; and each has names that are its own. */
export const listFormDeployments = ({ id, filledBy = ['enumerator'] }: Belonging): Deployment[] => [
	...(ofSurvey.includes(id) || filledBy.some((role) => role !== 'helpline-operator')
		? (['survey'] as const)
		: []),
	...(id === helplineForm || filledBy.includes('helpline-operator') ? (['helpline'] as const) : []),
]

/** Whether all that a form belongs to is served. */
export const isFormServed = (form: Belonging, served: readonly Deployment[]): boolean =>
	listFormDeployments(form).every((work) => served.includes(work))

/** Who has something to do where the log of calls is alone: nobody of the survey. */
const ofHelpline: readonly Role[] = ['data-manager', 'administrator', 'helpline-operator']

/** The roles of a server that serves these. */
export const listServedRoles = (served: readonly Deployment[]): Role[] =>
	activeRoles.filter(
		(role) =>
			(served.includes('survey') && role !== 'helpline-operator') ||
			(served.includes('helpline') && ofHelpline.includes(role)),
	)

/** Whether the log of calls is alone: its calls lie in no district, nobody opens or closes a round, and nobody is visited or has a card. */
export const isHelplineOnly = (served: readonly Deployment[]): boolean => !served.includes('survey')

export const surveyProject = 'pk31'

/** Kept apart by name, so that no store, backup or phone of one is taken for the other's. */
export const getProjectId = (served: readonly Deployment[]): string =>
	isHelplineOnly(served) ? `${surveyProject}-helpline` : surveyProject

/** Months part calls, and nobody opens or closes anything: one round for all of them, under the code that phones have had. */
const roundOfCalls: Round = {
	code: 'endline',
	name: { en: 'All calls', ur: 'تمام کالیں' },
	state: 'open',
	demonstration: false,
}

/** The rounds where calls are alone, of which records lie in `used`: no record of before is without its round, and none begins in one. */
export const buildHelplineRounds = (planned: readonly Round[], used: ReadonlySet<string>): Round[] => [
	roundOfCalls,
	...planned
		.filter(({ code, demonstration }) => !demonstration && code !== roundOfCalls.code && used.has(code))
		.map((round): Round => ({ ...round, state: 'closed' })),
	...planned.filter(({ demonstration }) => demonstration),
]

/** The campaign as a desk is told of it. */
export const studyResponseSchema = z.extend(studySchema, { serves: z.array(z.enum(deployments)) })
export type StudyResponse = z.infer<typeof studyResponseSchema>
