import './rank.css'
import { useLayoutEffect, useRef, useState } from 'react'
import { AppText } from '../../../ui/app-text.tsx'
import { useTranslations } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { useFilling } from '../filling.ts'
import type { ControlProps } from './control-props.ts'
import { usePlainText } from './plain-text.ts'
import { ChoiceText } from './select-controls.tsx'
import { useCustomField } from './use-field.ts'

interface RankMove {
	readonly name: string
	readonly by: 1 | -1
}

/** Ranking of choices, moved one place at a time: dragging is difficult with a thumb on a small screen. */
export function RankControl({ id, path, describedBy }: ControlProps) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const plain = usePlainText(path)
	const field = useCustomField(path)
	const [moved, setMoved] = useState<RankMove | null>(null)
	const list = useRef<HTMLOListElement>(null)
	const choices = filling.session.choices(path)
	const answer = filling.session.answerAt(path)
	const isReadOnly = filling.session.isReadOnly(path)
	const ranked = typeof answer === 'string' ? answer.split(' ') : []
	const names = choices.map(({ name }) => name)
	// a choice that was added later comes after the ranked ones
	const order = [
		...ranked.filter((name) => names.includes(name)),
		...names.filter((name) => !ranked.includes(name)),
	]
	const place = moved ? order.indexOf(moved.name) : -1
	// the focus follows the moved choice; at an end it goes to the other button
	useLayoutEffect(() => {
		if (!moved) return
		const [up, down] = list.current?.children[place]?.querySelectorAll('button') ?? []
		const [wanted, other] = moved.by < 0 ? [up, down] : [down, up]
		;(wanted?.disabled ? other : wanted)?.focus()
	}, [moved, place])
	const move = (name: string, by: 1 | -1) => {
		const from = order.indexOf(name)
		const others = order.filter((each) => each !== name)
		field.set([...others.slice(0, from + by), name, ...others.slice(from + by)].join(' '))
		setMoved({ name, by })
	}
	const count = order.length
	const choiceMoved = choices.find(({ name }) => name === moved?.name)
	return (
		<div className="stack tight" aria-describedby={describedBy || undefined}>
			<ol className="rank" ref={list}>
				{order.map((name, i) => {
					const choice = choices.find((each) => each.name === name)
					const text = plain(choice?.label) || name
					return (
						<li key={name}>
							<span className="rank-place">{i + 1}.</span>
							{choice && <ChoiceText path={path} choice={choice} />}
							<button
								type="button"
								className="icon-button"
								aria-label={t('controls.ranking.moveUp', { choice: text })}
								disabled={i === 0 || isReadOnly}
								onClick={() => move(name, -1)}
							>
								<Icon name="up" />
							</button>
							<button
								type="button"
								className="icon-button"
								aria-label={t('controls.ranking.moveDown', { choice: text })}
								disabled={i === count - 1 || isReadOnly}
								onClick={() => move(name, 1)}
							>
								<Icon name="down" />
							</button>
						</li>
					)
				})}
			</ol>
			<p className="unseen" role="status">
				{choiceMoved && (
					<AppText>
						{t('controls.ranking.position', { choice: plain(choiceMoved.label), place: place + 1, count })}
					</AppText>
				)}
			</p>
			<button
				type="button"
				className="plain"
				id={id}
				ref={field.ref}
				aria-pressed={ranked.length > 0}
				disabled={isReadOnly || count === 0}
				onClick={() => field.set(order.join(' '))}
			>
				<AppText>{t('controls.ranking.confirm')}</AppText>
			</button>
		</div>
	)
}
