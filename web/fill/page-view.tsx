import { memo, Suspense, useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { FormProvider, useForm } from 'react-hook-form'
import type { FormNode } from '#shared/forms/form-nodes'
import { type Page, partsShown, questionsOn } from '#shared/forms/pages'
import { fieldName } from './field-name.ts'
import { useFilling, useFillingValue } from './filling.ts'
import { RepeatView } from './page-pieces.ts'
import { QuestionView } from './question-view.tsx'
import type { Sought } from './repeat-view.tsx'
import { useGradually } from './use-gradually.ts'

export interface PageHandle {
	/** Checks every question of the page; the first that cannot stand gets the focus. */
	check(): Promise<boolean>
}

interface PageViewProps {
	readonly page: Page
	/** Question to go to first. */
	readonly focusPath: string | null
	readonly onReady: (handle: PageHandle) => void
}

/** Whether a path is that part's or lies in its rows. */
const isAt = (node: FormNode | undefined, path: string): boolean =>
	node !== undefined && (path === node.template || path.startsWith(`${node.template}/`))

/**
 * One group of the form as one screen. A fresh react-hook-form for each page: only what is seen is mounted. It holds what
 * is in the fields; each takes its first content from the session when it appears.
 */
export const PageView = memo(function PageView({ page, focusPath, onReady }: PageViewProps) {
	const { filling } = useFilling()
	const { session } = filling
	const form = useForm({ mode: 'onBlur', reValidateMode: 'onChange' })
	const [sought, setSought] = useState<Sought | null>(focusPath ? { path: focusPath } : null)
	const shown = useFillingValue(({ session: now }) =>
		partsShown(page, now)
			.map(({ index }) => index)
			.join(' '),
	)
	useEffect(() => {
		const goTo = async (path: string) => {
			await form.trigger(
				questionsOn(page, session)
					.filter((each) => session.violationAt(each) !== null)
					.map(fieldName),
			)
			form.setFocus(fieldName(path))
			// the focus goes there with the next task, not at once
			await new Promise((focused) => setTimeout(focused))
			// its sentence stands below the field, where the buttons of the page may cover it
			document.activeElement?.closest('.question')?.scrollIntoView({ block: 'nearest' })
		}
		onReady({
			async check() {
				const wrong = questionsOn(page, session).find((path) => session.violationAt(path))
				if (wrong !== undefined) {
					// the row that it lies in has to be open before its field can have the focus
					flushSync(() => setSought({ path: wrong }))
					await goTo(wrong)
				}
				return wrong === undefined
			},
		})
		if (focusPath) void goTo(focusPath)
	}, [form, page, session, onReady, focusPath])

	const places = shown === '' ? [] : shown.split(' ')
	const wanted = places.find((index) => sought && isAt(session.form.nodes[Number(index)], sought.path))
	const parts = useGradually(places, { wanted }).flatMap((index) => session.form.nodes[Number(index)] ?? [])
	return (
		<FormProvider {...form}>
			<form
				className="page"
				noValidate
				aria-busy={parts.length < places.length}
				onSubmit={(event) => event.preventDefault()}
			>
				{parts.map((node) =>
					node.part.kind === 'repeat' ? (
						<Suspense key={node.template}>
							<RepeatView path={node.template} sought={sought} />
						</Suspense>
					) : (
						<QuestionView key={node.template} path={node.template} />
					),
				)}
			</form>
		</FormProvider>
	)
})
