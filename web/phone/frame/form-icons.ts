import { backCheckForm, coverageForms, helplineForm, materialForm } from '#shared/study/record-attributes'
import type { IconName } from '../../ui/icons.tsx'

/** Icon and one-line help of the shipped forms. */
const shippedForms = {
	[coverageForms.household]: { icon: 'house', help: 'household' },
	[coverageForms.focusGroup]: { icon: 'group', help: 'focusGroup' },
	[coverageForms.keyInformant]: { icon: 'person', help: 'keyInformant' },
	focus_group_second: { icon: 'draft', help: 'secondNotes' },
	[backCheckForm]: { icon: 'sync', help: 'backCheck' },
	[materialForm]: { icon: 'megaphone', help: 'material' },
	[helplineForm]: { icon: 'call', help: 'helpline' },
	listing: { icon: 'sections', help: 'listing' },
} as const satisfies Record<string, { readonly icon: IconName; readonly help: string }>
type ShippedForm = keyof typeof shippedForms
type FormHelp = (typeof shippedForms)[ShippedForm]['help']

const isShipped = (id: string): id is ShippedForm => Object.hasOwn(shippedForms, id)

export const iconOfForm = (id: string): IconName => (isShipped(id) ? shippedForms[id].icon : 'clipboard')
/** Name of the text that says when to use a form; null for a form of the office. */
export const helpOfForm = (id: string): FormHelp | null => (isShipped(id) ? shippedForms[id].help : null)
