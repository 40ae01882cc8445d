import { languageShown, textIn } from '#shared/forms/texts'
import { AppText } from '../../ui/app-text.tsx'
import { directionOf, useTexts } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useFilling } from '../filling.ts'
import type { ControlProps } from './control-props.ts'
import { useOwnField } from './use-field.ts'

/** The choices in an order, moved one place at a time: no dragging, which a thumb on a small screen cannot do well. */
export function RankControl({ id, path, describedBy }: ControlProps) {
	const { t } = useTexts()
	const { filling, language } = useFilling()
	const field = useOwnField(path)
	const choices = filling.session.choices(path)
	const answer = filling.session.answerAt(path)
	const isReadOnly = filling.session.isReadOnly(path)
	const ranked = typeof answer === 'string' ? answer.split(' ') : []
	const names = choices.map(({ name }) => name)
	// a choice that came later stands behind those that were ranked
	const order = [
		...ranked.filter((name) => names.includes(name)),
		...names.filter((name) => !ranked.includes(name)),
	]
	const move = (from: number, to: number) => {
		const moved = [...order]
		const [name] = moved.splice(from, 1)
		if (name === undefined) return
		moved.splice(to, 0, name)
		field.set(moved.join(' '))
	}
	return (
		<div className="stack tight" aria-describedby={describedBy || undefined}>
			<ol className="rank">
				{order.map((name, i) => {
					const label = choices.find((choice) => choice.name === name)?.label
					const shown = languageShown(label, language)
					const text = textIn(label, language) || name
					return (
						<li key={name}>
							<bdi className="rank-place">{i + 1}.</bdi>
							<span lang={shown} dir={directionOf(shown)}>
								{text}
							</span>
							<button
								type="button"
								className="icon-button"
								aria-label={t('fill.rankUp', { choice: text })}
								disabled={i === 0 || isReadOnly}
								onClick={() => move(i, i - 1)}
							>
								<Icon name="up" />
							</button>
							<button
								type="button"
								className="icon-button"
								aria-label={t('fill.rankDown', { choice: text })}
								disabled={i === order.length - 1 || isReadOnly}
								onClick={() => move(i, i + 1)}
							>
								<Icon name="down" />
							</button>
						</li>
					)
				})}
			</ol>
			<button
				type="button"
				className="plain"
				id={id}
				ref={field.ref}
				aria-pressed={ranked.length > 0}
				disabled={isReadOnly || order.length === 0}
				onClick={() => field.set(order.join(' '))}
			>
				<AppText>{t('fill.rankTake')}</AppText>
			</button>
		</div>
	)
}
