import * as z from 'zod/mini'
import { mayFill, type Role, rolesWithWork } from '#shared/access/roles'
import type { FormDefinition } from '#shared/forms/form-definition'
import { campaignSchema } from './campaign.ts'

/** What a server is there for: the survey with its talks, or the helpline's log. Each has a store of its own (R31), unless somebody wants both in one. */
export const works = ['survey', 'helpline'] as const
export type Work = (typeof works)[number]

/** Where a form belongs: what operators fill in is the helpline's. */
export const workOf = ({ filledBy }: Pick<FormDefinition, 'filledBy'>): Work =>
	mayFill('helpline-operator', filledBy) ? 'helpline' : 'survey'

/** What there are forms of. */
export const worksOf = (forms: readonly Pick<FormDefinition, 'filledBy'>[]): Work[] =>
	works.filter((work) => forms.some((form) => workOf(form) === work))

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
