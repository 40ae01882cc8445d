import type { ControlProps } from '../fill/controls/control-props.ts'
import { useOwnField } from '../fill/controls/use-field.ts'
import { useFilling } from '../fill/filling.ts'
import { useAppText } from '../ui/app-text.tsx'
import { useTexts } from '../ui/i18n.ts'

/** Stands in a trial for a control that would record or take a file: what follows from its being there can be seen. */
export function MadeUpFile({ id, path }: ControlProps) {
	const { t } = useTexts()
	const own = useAppText()
	const { filling } = useFilling()
	const field = useOwnField(path)
	const isThere = filling.session.answerAt(path) !== undefined
	return (
		<div className="stack tight" {...own}>
			<p className="hint">{isThere ? t('forms.try.fileThere') : t('forms.try.fileNotHere')}</p>
			<button
				type="button"
				className="plain"
				id={id}
				ref={field.ref}
				disabled={filling.session.isReadOnly(path)}
				onClick={() => field.set(isThere ? null : 'made-up')}
			>
				{isThere ? t('forms.try.fileRemove') : t('forms.try.fileGive')}
			</button>
		</div>
	)
}
