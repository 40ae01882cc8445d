import { useCallback, useMemo, useRef, useState } from 'react'
import { type FormPage, pagesOf, questionsOn } from '#shared/forms/pages'
import { useTranslations } from '../../ui/i18n.ts'
import { FormView } from '../fill/form-view.tsx'
import { TrialFileControl } from '../fill/trial-file-control.tsx'
import type { Practice } from './open-practice.ts'
import { type Tip, tips, whichTip } from './select-tip.ts'
import { TipCard } from './tip-card.tsx'

interface PracticeFormProps {
	readonly practice: Practice
	readonly onLeave: () => void
	/** Called with the number of answered questions. */
	readonly onFinish: (answered: number) => Promise<void>
}

/** The form as in the field, with tips at features that appear for the first time. */
export function PracticeForm({ practice, onLeave, onFinish }: PracticeFormProps) {
	const { filling, definition, first, onPlace, short } = practice
	const { session } = filling
	const { t } = useTranslations()
	const shownTips = useRef(new Set<Tip>())
	const [tip, setTip] = useState<Tip | null>(null)
	const onPageOpened = useCallback(
		(page: FormPage | null) => {
			const next = page && whichTip(page, session, shownTips.current)
			if (next) shownTips.current.add(next)
			setTip(next)
		},
		[session],
	)
	const trial = useMemo(
		() => ({
			note: t('practice.banner'),
			leave: t('practice.leave'),
			ending: t('practice.endHint'),
			isInside: false,
			Placeholder: TrialFileControl,
		}),
		[t],
	)
	return (
		<FormView
			filling={filling}
			definition={definition}
			first={first}
			skips={short}
			isFinishing={false}
			canStop
			trial={trial}
			onPlace={(place, isNewPage) => {
				onPlace(place)
				if (isNewPage) scrollTo(0, 0)
			}}
			onPage={onPageOpened}
			onLeave={onLeave}
			onFinish={async () => {
				const questionPaths = pagesOf(session.form).flatMap((page) => questionsOn(page, session))
				await onFinish(questionPaths.filter((path) => session.answerAt(path) !== undefined).length)
				return true
			}}
			tip={
				<TipCard
					tip={tip}
					onRead={() => setTip(null)}
					onNoMore={() => {
						for (const each of tips) shownTips.current.add(each)
						setTip(null)
					}}
				/>
			}
		/>
	)
}
