import * as z from 'zod/mini'
import { type Role, rolesWithWork } from '#shared/access/roles'
import type { FormDefinition } from '#shared/forms/form-definition'
import { campaignSchema } from './campaign.ts'
import { listingForm } from './drawn-sample.ts'
import { backCheckForm, campaignForms, helplineForm, materialForm } from './record-facts.ts'

/** What a server is there for: the survey with its talks, or the helpline's log. Each has a store of its own (R31), unless somebody wants both in one. */
export const works = ['survey', 'helpline'] as const
export type Work = (typeof works)[number]

type Belonging = Pick<FormDefinition, 'id' | 'filledBy'>
/** Whoever fills them in: coverage, figures and checks read them by these names. */
const ofSurvey: readonly string[] = [
	...Object.values(campaignForms),
	backCheckForm,
	materialForm,
	listingForm,
]

/** Where a form belongs: what operators fill in is the helpline's, what others do the survey's; and each has names that are its own. */
export const worksOf = ({ id, filledBy = ['enumerator'] }: Belonging): Work[] => [
	...(ofSurvey.includes(id) || filledBy.some((role) => role !== 'helpline-operator')
		? (['survey'] as const)
		: []),
	...(id === helplineForm || filledBy.includes('helpline-operator') ? (['helpline'] as const) : []),
]

/** Whether all that a form belongs to is served. */
export const isServed = (form: Belonging, served: readonly Work[]): boolean =>
	worksOf(form).every((work) => served.includes(work))

/** Who has something to do where the log of calls is alone: nobody of the survey. */
const ofHelpline: readonly Role[] = ['data-manager', 'administrator', 'helpline-operator']

/** The roles of a server that serves these. */
export const rolesAt = (served: readonly Work[]): Role[] =>
	rolesWithWork.filter(
		(role) =>
			(served.includes('survey') && role !== 'helpline-operator') ||
			(served.includes('helpline') && ofHelpline.includes(role)),
	)

export const surveyProject = 'pk31'

/** Kept apart by name, so that no store, backup or phone of one is taken for the other's. */
export const projectOf = (served: readonly Work[]): string =>
	served.includes('survey') ? surveyProject : `${surveyProject}-helpline`

/** The campaign as a desk is told of it. */
export const deskCampaignSchema = z.extend(campaignSchema, { serves: z.array(z.enum(works)) })
export type DeskCampaign = z.infer<typeof deskCampaignSchema>
