import { useAppText } from '../../ui/app-text.tsx'
import { useTranslations } from '../../ui/i18n.ts'
import type { ControlProps } from './controls/control-props.ts'
import { useCustomField } from './controls/use-field.ts'
import { useFilling } from './filling.ts'

/**
 * Placeholder for a control that would record or store a file, in a form without storage: it can be marked as
 * given, to see what depends on it.
 */
export function TrialFileControl({ id, path }: ControlProps) {
	const { t } = useTranslations()
	const own = useAppText()
	const { filling } = useFilling()
	const field = useCustomField(path)
	const isThere = filling.session.answerAt(path) !== undefined
	return (
		<div className="stack tight" {...own}>
			<p className="hint">{isThere ? t('controls.example.added') : t('controls.example.hint')}</p>
			<button
				type="button"
				className="plain"
				id={id}
				ref={field.ref}
				disabled={filling.session.isReadOnly(path)}
				onClick={() => field.set(isThere ? null : 'made-up')}
			>
				{isThere ? t('controls.example.remove') : t('controls.example.add')}
			</button>
		</div>
	)
}
