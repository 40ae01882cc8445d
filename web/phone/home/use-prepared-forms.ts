import { useEffect } from 'react'
import { compiledForm, type FormOnPhone } from '../../storage/records/documents.ts'
import { whenIdle } from '../../ui/when-idle.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { orderForms } from '../frame/order-forms.ts'

/**
 * Compiles the forms, one after the other, while the phone is idle: a form that is tapped later opens sooner. Stops
 * when the caller is unmounted.
 */
export function usePreparedForms(forms: readonly FormOnPhone[]): void {
	const { session } = useSession()
	// a text: each saved answer brings another list of the same forms
	const wanted = JSON.stringify(orderForms(forms).map(({ id, version }) => [id, version]))
	useEffect(() => {
		let isGone = false
		const prepare = async () => {
			for (const [id, version] of JSON.parse(wanted) as [string, number][]) {
				await whenIdle()
				if (isGone) return
				await compiledForm(session, id, version)
			}
		}
		// an error is shown where the form is opened
		prepare().catch(() => undefined)
		return () => {
			isGone = true
		}
	}, [session, wanted])
}
